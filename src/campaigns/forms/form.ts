import { PROVINCES } from '../../values/province';
import type { ParticipantRow } from '../participant-row';
import { neutralise } from './cell';

/** What Forms 01 and 02 are: whose list each is, and what stands in its columns. */

/** 01 asks participants to confirm the ID that is proposed for them, 02 to supply theirs from their papers. */
export const FORM_NUMBERS = ['01', '02'] as const;
export type FormNumber = (typeof FORM_NUMBERS)[number];

/** One list that a campaign hands out. An employer in several provinces has one of each. */
export interface FormPlace {
  readonly campaign: string;
  /** Tax code; empty for the province's own list of participants without an employer. */
  readonly employer: string;
  readonly province: string;
  readonly form: FormNumber;
}

/** The columns of a form, in their order. */
export const COLUMNS = {
  position: 'STT',
  insuranceNumber: 'Mã số BHXH',
  fullName: 'Họ và tên',
  birthDate: 'Ngày sinh',
  sex: 'Giới tính',
  statedId: 'Số định danh đã khai',
  proposedId: 'Số định danh đề xuất',
  confirmation: 'Xác nhận (Đ/S)',
  personalId: 'Số định danh cá nhân',
  note: 'Ghi chú',
} as const;
export type Column = keyof typeof COLUMNS;

const PARTICIPANT_COLUMNS: readonly Column[] = ['insuranceNumber', 'fullName', 'birthDate', 'sex', 'statedId'];

/** The columns of each form that a participant or their employer does not change. */
export const FIXED_COLUMNS: Readonly<Record<FormNumber, readonly Column[]>> = {
  '01': [...PARTICIPANT_COLUMNS, 'proposedId'],
  '02': PARTICIPANT_COLUMNS,
};
/** The columns that are filled in. */
export const ANSWER_COLUMNS: Readonly<Record<FormNumber, readonly Column[]>> = {
  '01': ['confirmation'],
  '02': ['personalId', 'note'],
};

export const TITLES: Readonly<Record<FormNumber, string>> = {
  '01': 'Mẫu 01: Danh sách xác nhận số định danh cá nhân',
  '02': 'Mẫu 02: Danh sách bổ sung số định danh cá nhân theo giấy tờ',
};
export const GUIDES: Readonly<Record<FormNumber, string>> = {
  '01': 'Ghi Đ nếu số định danh đề xuất là đúng, S nếu sai. Không sửa các cột khác.',
  '02': 'Ghi 12 số trên thẻ căn cước; họ tên hoặc ngày sinh cần sửa thì ghi ở cột Ghi chú. Không sửa các cột khác.',
};

/** The label of the cell beside which a form's code stands, by which a returned file is known again. */
export const CODE_LABEL = 'Mã biểu';

/** What a participant's row has in the fixed columns; whatever comes back is held against this very text. */
export function fixedCells(
  participant: ParticipantRow,
  finding: { readonly personalId: string | null; readonly proposedId: string | null },
): Readonly<Record<'insuranceNumber' | 'fullName' | 'birthDate' | 'sex' | 'statedId' | 'proposedId', string>> {
  return {
    insuranceNumber: participant.insuranceNumber,
    fullName: neutralise(participant.fullName.normalize('NFC').trim()),
    birthDate: birthDateText(participant),
    sex: participant.sex === null ? '' : (SEXES[participant.sex] ?? ''),
    statedId: neutralise((finding.personalId ?? '').trim()),
    proposedId: finding.proposedId ?? '',
  };
}

const SEXES: Readonly<Record<string, string>> = { M: 'Nam', F: 'Nữ' };

function birthDateText({ birthDate, birthDatePrecision }: ParticipantRow): string {
  if (birthDate === null) return '';
  const [year, month, day] = birthDate.split('-');
  return birthDatePrecision === 'Y' ? (year ?? '') : dayText(`${year}-${month}-${day}`);
}

/** A day, yyyy-mm-dd, as it is written in Viet Nam: dd/mm/yyyy. */
export function dayText(day: string): string {
  return day.split('-').reverse().join('/');
}

/** A province as a form names it: its code and, where the code is known, its name. */
export function provinceText(code: string): string {
  const province = PROVINCES.find((each) => each.code === code);
  return province ? `${code} – ${province.fullName}` : code;
}
