import { declareCodes } from '../planning/codes';

/** Codes that all four registers write alike. */

export const Sex = declareCodes('Sex', 'The sex of a person, as a register records it.', {
  MALE: ['M', 'A man or a boy (nam).'],
  FEMALE: ['F', 'A woman or a girl (nữ).'],
});

export const DatePrecision = declareCodes('DatePrecision', 'How much of a birth date is known.', {
  DAY: ['D', 'Day, month and year.'],
  YEAR: ['Y', 'The year only; the date beside it is then 1 January of that year and its day and month mean nothing.'],
});
