import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { LienThongError } from '../errors';
import { parseCalendarDate, parseMonth, parseUtcDateTime } from './calendar';
import { parseCommuneCode } from './commune-code';
import { parseHealthCardNumber } from './health-card-number';
import { parseInsuranceNumber } from './insurance-number';
import { parseLegacyIdCardNumber } from './legacy-id-card-number';
import { parsePersonalId } from './personal-id';
import { parseProvinceCode } from './province-code';
import { parseTaxCode } from './tax-code';
import { parseVnd, toVndNumber } from './vnd';

const REFUSAL = 'A refused value is answered with the code ARGUMENT_INVALID and one of these words as its `reason`:';

/** The 12-digit personal identification number. */
export const PersonalIdScalar = toTextScalar(
  'PersonalId',
  parsePersonalId,
  `A personal identification number: 12 digits as text, PPP G YY NNNNNN. PPP is the province where the birth was
registered (0 and the two-digit code of before July 2025), G sex and century (0 man and 1 woman born 1900 to 1999, 2 man
and 3 woman born 2000 to 2099), YY the birth year. There is no check digit. The first digit 9 in place of 0 is reserved
for synthetic people, so the demonstration's "904185012345" is a woman of Cao Bằng born in 1985 who does not exist.
${REFUSAL} NOT_TEXT, EMPTY, BLANK, LETTER_O, NOT_DIGITS, LEADING_ZERO_LOST, LEGACY_ID_CARD, LENGTH, REGISTERED_ABROAD,
PROVINCE_UNASSIGNED, CENTURY_FUTURE.`,
);

/** The nine-digit number of an old identity card. */
export const LegacyIdCardNumberScalar = toTextScalar(
  'LegacyIdCardNumber',
  parseLegacyIdCardNumber,
  `The number of an old identity card: 9 digits as text, such as "080123456". There is no check digit; a person who
moved got another number, and some numbers were issued twice. The cards ended on 1 January 2025.
${REFUSAL} NOT_TEXT, EMPTY, BLANK, LETTER_O, NOT_DIGITS, LENGTH.`,
);

/** The ten-digit social-insurance number. */
export const InsuranceNumberScalar = toTextScalar(
  'InsuranceNumber',
  parseInsuranceNumber,
  `A social-insurance number: 10 digits as text, one for life, without a check digit. Blanks, dots and dashes between
the digits are dropped: "04 1234 5678" is "0412345678". Synthetic numbers have 99 as third and fourth digit, such as
"0499000017". ${REFUSAL} NOT_TEXT, EMPTY, BLANK, LETTER_O, NOT_DIGITS, LEADING_ZERO_LOST, LENGTH.`,
);

/** The 15-character health-insurance card number. */
export const HealthCardNumberScalar = toTextScalar(
  'HealthCardNumber',
  parseHealthCardNumber,
  `A health-insurance card number: 15 characters as text, OO L PP SSSSSSSSSS. OO is the object group (2 capital
letters), L the benefit level (1 to 5), PP the issuing province, S the social-insurance number. Synthetic example:
"DT2040499000017". A group that the table of groups does not know is accepted.
${REFUSAL} NOT_TEXT, EMPTY, BLANK, INSURANCE_NUMBER, LENGTH, LETTER_O, OBJECT_GROUP_FORM, BENEFIT_LEVEL, NOT_DIGITS,
PROVINCE_UNASSIGNED, BENEFIT_LEVEL_NOT_OF_GROUP.`,
);

/** The tax code of ten digits, or thirteen with a dash for a dependent unit. */
export const TaxCodeScalar = toTextScalar(
  'TaxCode',
  parseTaxCode,
  `A tax code: 10 digits as text, the tenth a check digit; a dependent unit adds a dash and 001 to 999. The first two
digits are not a province code. Synthetic codes have 9 as third digit. The published example is "0100047516".
${REFUSAL} NOT_TEXT, EMPTY, BLANK, LETTER_O, NOT_DIGITS, PERSONAL_ID, DASH_MISSING, LEADING_ZERO_LOST, LENGTH,
BRANCH_FORM, BRANCH_ZERO, SEQUENCE_ZERO, BODY_UNUSABLE, CHECK_DIGIT.`,
);

/** The two-digit province code of the statistics office. */
export const ProvinceCodeScalar = toTextScalar(
  'ProvinceCode',
  parseProvinceCode,
  `A province code of the statistics office: 2 digits as text, such as "04" for Cao Bằng. 63 codes were assigned until
30 June 2025 and 34 of them since; 15, 24, 44, 80, 82 and 91 mean another province since then, so a code is read
together with a date. ${REFUSAL} NOT_TEXT, EMPTY, BLANK, LETTER_O, NOT_DIGITS, LEADING_ZERO_LOST, LENGTH,
PROVINCE_UNASSIGNED.`,
);

/** The five-digit commune code of the statistics office. */
export const CommuneCodeScalar = toTextScalar(
  'CommuneCode',
  parseCommuneCode,
  `A commune code of the statistics office: 5 digits as text, such as "00001". Whether a commune has the code depends
on the date. ${REFUSAL} NOT_TEXT, EMPTY, BLANK, LETTER_O, NOT_DIGITS, LEADING_ZERO_LOST, LENGTH.`,
);

/** A calendar date. */
export const DateScalar = toTextScalar(
  'Date',
  parseCalendarDate,
  `A calendar date as text, yyyy-mm-dd, such as "2023-12-31": a day that exists, from 1800 to 2200, without time zone.
${REFUSAL} NOT_TEXT, DATE_FORM, YEAR_OUT_OF_RANGE, NOT_IN_CALENDAR.`,
  'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
);

/** A moment in UTC. */
export const DateTimeScalar = toTextScalar(
  'DateTime',
  parseUtcDateTime,
  `A moment in UTC as text, to the second, yyyy-mm-ddThh:mm:ssZ, such as "2023-12-31T17:00:00Z".
${REFUSAL} NOT_TEXT, DATE_TIME_FORM, YEAR_OUT_OF_RANGE, NOT_IN_CALENDAR, NOT_ON_CLOCK.`,
  'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
);

/** A month; inside the gateway and in the registers it is the text of its first day. */
export const MonthScalar = toTextScalar(
  'Month',
  parseMonth,
  `A month as text, yyyy-mm, such as "2023-12", from 1800 to 2200.
${REFUSAL} NOT_TEXT, MONTH_FORM, YEAR_OUT_OF_RANGE, NOT_IN_CALENDAR.`,
  'https://www.w3.org/TR/NOTE-datetime',
  (text) => text.slice(0, 7),
);

/** A whole amount in đồng. */
export const VndScalar = new GraphQLScalarType<number, number>({
  name: 'Vnd',
  description: `An amount in Vietnamese đồng: a whole JSON number between -9007199254740991 and 9007199254740991, such as
4680000. The đồng has no smaller unit. ${REFUSAL} NOT_NUMBER, NOT_WHOLE, OUT_OF_BOUNDS.`,
  serialize: toVndNumber,
  parseValue: parseVnd,
  parseLiteral: (node) =>
    parseVnd(node.kind === Kind.INT || node.kind === Kind.FLOAT ? Number(node.value) : toLiteralValue(node)),
});

/** Every scalar of the product, by its name in the schema. */
export const SCALARS = {
  PersonalId: PersonalIdScalar,
  LegacyIdCardNumber: LegacyIdCardNumberScalar,
  InsuranceNumber: InsuranceNumberScalar,
  HealthCardNumber: HealthCardNumberScalar,
  TaxCode: TaxCodeScalar,
  ProvinceCode: ProvinceCodeScalar,
  CommuneCode: CommuneCodeScalar,
  Date: DateScalar,
  DateTime: DateTimeScalar,
  Month: MonthScalar,
  Vnd: VndScalar,
} as const;

/**
 * A scalar whose input goes through `parse`, with the same refusal for variables and literals, and whose output is the
 * register's text, unchanged unless `write` shapes it. Output that is not text throws SOURCE_VALUE_INVALID.
 */
function toTextScalar<T extends string>(
  name: string,
  parse: (value: unknown) => T,
  description: string,
  specifiedByURL?: string,
  write?: (text: string) => string,
): GraphQLScalarType<T, string> {
  return new GraphQLScalarType<T, string>({
    name,
    description,
    specifiedByURL,
    extensions: { answersTextUnchanged: write === undefined },
    serialize(value) {
      if (typeof value === 'string') return write ? write(value) : value;
      throw new LienThongError('SOURCE_VALUE_INVALID', `A register holds a ${name} that is not text.`, {
        reason: 'NOT_TEXT',
      });
    },
    parseValue: parse,
    parseLiteral: (node) => parse(toLiteralValue(node)),
  });
}

/** What a variable of the same kind would carry, as far as the refusal of a wrong kind needs it. */
function toLiteralValue(node: ValueNode): unknown {
  switch (node.kind) {
    case Kind.STRING:
      return node.value;
    case Kind.ENUM:
      return Symbol(node.value);
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.BOOLEAN:
      return node.value;
    case Kind.LIST:
      return [];
    case Kind.OBJECT:
      return {};
    default:
      return null;
  }
}
