import { NO_PREVIOUS, putTogether, textsOf, writeSubjects } from './chained-record';
import type { AuditRecord } from './record';

/** What the columns beside a record's body repeat of it, with its place in the chain. */
export interface RecordColumns {
  readonly origin: string;
  readonly seq: number;
  readonly previous: string;
  readonly at: string;
  readonly agreement: string | null;
  readonly purpose: string | null;
  readonly decision: string;
  readonly reason: string | null;
}

const PLAIN = String.raw`[^"\\\u0000-\u001f]*`;
/** What stands between the quotation marks of a text in canonical JSON: each letter that has to be escaped in the one way that RFC 8785 gives it. */
const LETTERS = String.raw`${PLAIN}(?:\\(?:["\\bfnrt]|u00(?:0[1-7bef]|1[0-9a-f]))${PLAIN})*`;
const TEXT = `"${LETTERS}"`;
const COUNT = '(?:0|[1-9][0-9]{0,15})';
const COORDINATE = '"[A-Za-z_][A-Za-z0-9_.():@]*"';
const REGISTER = '"(?:population|insurance|tax|health)"';
const orNull = (form: string): string => `(?:null|${form})`;
const listOf = (item: string): string => String.raw`\[(?:${item}(?:,${item})*)?\]`;
/** A text of this form, whose letters are captured. */
const captured = (form: string): string => `"(${form})"`;

/** Every key of a body in canonical order, with the pattern of its value; what is captured stands in `RecordColumns`. */
const SHAPE: readonly (readonly [key: string, pattern: string])[] = [
  ['actor', String.raw`\{"client":${TEXT},"issuer":${TEXT},"subject":${TEXT}\}`],
  ['agreement', orNull(String.raw`\{"id":${captured(LETTERS)},"version":${COUNT}\}`)],
  ['at', captured(String.raw`[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z`)],
  ['caseToken', orNull('"[0-9a-f]{32}"')],
  ['counts', String.raw`\{"people":${COUNT},"probed":${COUNT},"rows":${COUNT}\}`],
  ['decision', captured('allowed|refused')],
  ['document', orNull('"[0-9a-f]{64}"')],
  ['fields', listOf(COORDINATE)],
  ['masked', listOf(COORDINATE)],
  ['onBehalfOf', orNull(TEXT)],
  ['origin', captured('[a-z]+/[0-9a-f-]{36}')],
  ['outcome', '"(?:answered|partly answered|refused|failed)"'],
  ['previous', captured('[0-9a-f]{64}')],
  ['purpose', orNull(captured(LETTERS))],
  ['reason', orNull(captured('[A-Z][A-Z0-9_]*'))],
  ['registers', listOf(REGISTER)],
  ['request', '"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"'],
  ['seq', `(${COUNT})`],
  ['subjects', listOf(String.raw`\{"register":${REGISTER},"tokens":"[A-Za-z0-9_-]*"\}`)],
];

/** One pass of a compiled pattern takes 2 us for a body of 1 KB; parsing it and writing it again takes 15. */
const BODY = new RegExp(String.raw`^\{${SHAPE.map(([key, pattern]) => `"${key}":${pattern}`).join(',')}\}$`);

/** The columns of a body; null when it is not a record in canonical form, to the last letter. */
export function readColumns(body: string): RecordColumns | null {
  const found = BODY.exec(body);
  if (!found) return null;
  const [, agreement, at = '', decision = '', origin = '', previous = '', purpose, reason, seq] = found;
  return {
    origin,
    seq: Number(seq),
    previous,
    at,
    decision,
    agreement: toText(agreement),
    purpose: toText(purpose),
    reason: reason ?? null,
  };
}

const PLACE = { origin: 'log/00000000-0000-0000-0000-000000000000', seq: 0, previous: NO_PREVIOUS };

/**
 * The bytes that a record will have in the log. Throws a TypeError that names the field when a record does not have the
 * form of one: it would hold up whatever is written together with it. Tokens are written by the log itself, so that they
 * need not be looked at.
 */
export function requireRecordable(record: AuditRecord): number {
  const texts = textsOf(record);
  const body = putTogether(
    { ...texts, subjects: writeSubjects(record.subjects.map(({ register }) => [register, ''])) },
    PLACE,
  );
  if (BODY.test(body) && !Number.isNaN(Date.parse(record.at))) return Buffer.byteLength(body) + texts.subjects.length;
  const values = JSON.parse(body) as Record<string, unknown>;
  const fault = SHAPE.find(([key, pattern]) => !new RegExp(`^${pattern}$`).test(JSON.stringify(values[key] ?? null)));
  throw new TypeError(`${fault?.[0] ?? 'at'} of an audit record has not the form that the log takes`);
}

/** The text of these letters of a JSON text; null when there is none. */
function toText(letters: string | undefined): string | null {
  if (letters === undefined) return null;
  return letters.includes('\\') ? (JSON.parse(`"${letters}"`) as string) : letters;
}
