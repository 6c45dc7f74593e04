/** What a returned file may be. */
export interface FormLimits {
  /** Bytes of the file; it is held in memory once. */
  readonly bytes: number;
  /** Lines with participants. */
  readonly lines: number;
  /** Bytes of one part of a workbook once it is unpacked; the sheet is never held as a whole. */
  readonly unpacked: number;
  /** What the texts of a workbook that its cells share may take: characters, and 32 more for each. */
  readonly shared: number;
}

/** 200,000 lines are about 12 MB as a workbook and 25 MB as CSV, and unpack to 150 MB. */
export const FORM_LIMITS: FormLimits = {
  bytes: 64 * 1024 ** 2,
  lines: 500_000,
  unpacked: 1024 ** 3,
  shared: 128 * 1024 ** 2,
};
