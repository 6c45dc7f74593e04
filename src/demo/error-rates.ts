/** The registers that state something of a person; the population register is the reference. */
export type StatingRegister = 'insurance' | 'tax' | 'health';

/** The kinds of errors between registers, in the order of the model's table, and the superseded personal ID. */
export type ErrorKind =
  | 'DIACRITICS_MISSING'
  | 'SPELLING_VARIANT'
  | 'MARK_WRONG'
  | 'TYPO'
  | 'MIDDLE_NAME'
  | 'ORDER_SWAPPED'
  | 'YEAR_ONLY'
  | 'DAY_MONTH_SWAPPED'
  | 'YEAR_OFF'
  | 'SEX_WRONG'
  | 'LEGACY_ID_CARD'
  | 'ID_MISSING'
  | 'ID_DIGIT'
  | 'ID_FIRST_DIGIT_LOST'
  | 'ID_SHARED'
  | 'DOUBLE_INSURANCE_NUMBER'
  | 'BORROWED_IDENTITY'
  | 'DOUBLE_TAX_CODE'
  | 'RESIDENCE_STALE'
  | 'DEATH_UNNOTICED'
  | 'DOUBLE_CARD'
  | 'OBJECT_GROUP_WRONG'
  | 'COMMUNE_OBSOLETE'
  | 'ID_SUPERSEDED';

type Rates = Readonly<Record<StatingRegister, number>>;

/**
 * Share of the records of 2021 with each error, by register. The rates are proposals: no Vietnamese rates per field
 * have been published. A nation is built with these rates times a factor.
 */
export const ERROR_RATES = {
  DIACRITICS_MISSING: { insurance: 0, tax: 0.03, health: 0.08 },
  SPELLING_VARIANT: { insurance: 0.06, tax: 0.06, health: 0.06 },
  MARK_WRONG: { insurance: 0.025, tax: 0.025, health: 0.025 },
  TYPO: { insurance: 0.01, tax: 0.01, health: 0.01 },
  MIDDLE_NAME: { insurance: 0.015, tax: 0.015, health: 0 },
  ORDER_SWAPPED: { insurance: 0, tax: 0.003, health: 0.003 },
  DAY_MONTH_SWAPPED: { insurance: 0.008, tax: 0.008, health: 0 },
  YEAR_OFF: { insurance: 0.008, tax: 0.008, health: 0 },
  SEX_WRONG: { insurance: 0.006, tax: 0, health: 0.006 },
  LEGACY_ID_CARD: { insurance: 0.35, tax: 0.45, health: 0.2 },
  ID_MISSING: { insurance: 0.08, tax: 0.05, health: 0 },
  ID_DIGIT: { insurance: 0.004, tax: 0.004, health: 0 },
  ID_FIRST_DIGIT_LOST: { insurance: 0, tax: 0.01, health: 0.01 },
  ID_SHARED: { insurance: 0.0015, tax: 0.0015, health: 0 },
  RESIDENCE_STALE: { insurance: 0.18, tax: 0.18, health: 0.18 },
  COMMUNE_OBSOLETE: { insurance: 0.03, tax: 0.03, health: 0.03 },
} as const satisfies Partial<Record<ErrorKind, Rates>>;

/** Birth dates of which only the year is stated, by birth year; insurance and health, a third of it in population. */
export function yearOnlyRate(birthYear: number): number {
  if (birthYear < 1960) return 0.3;
  return birthYear < 1980 ? 0.08 : 0.015;
}

/** Stale addresses in the provinces of the south-east, where most people came from elsewhere. */
export const STALE_IN_SOUTH_EAST = 0.35;

/** Errors of whole records: doubles, borrowed papers, unnoticed deaths, wrong groups. */
export const RECORD_ERROR_RATES = {
  DOUBLE_INSURANCE_NUMBER: 0.025,
  BORROWED_IDENTITY: 0.0005,
  DOUBLE_TAX_CODE: 0.012,
  /** Of all cards; the dead are few, so this is a large share of them. */
  DEATH_UNNOTICED: 0.0035,
  DOUBLE_CARD: 0.008,
  OBJECT_GROUP_WRONG: 0.015,
} as const;
