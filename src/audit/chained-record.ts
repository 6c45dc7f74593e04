import { hash } from 'node:crypto';
import type { AuditRecord } from './record';

/** Where a record stands: in which log, at which place from 0, and the leaf hash of the one before in hexadecimal. */
export interface Place {
  readonly origin: string;
  readonly seq: number;
  readonly previous: string;
}

/** A record as it stands in its log. */
export interface ChainedRecord extends AuditRecord, Place {}

/** What stands for the leaf hash before the first record. */
export const NO_PREVIOUS = '0'.repeat(64);

/** What of a body its record alone says, in the order in which it stands there; its place comes in between. */
export interface RecordTexts {
  /** Up to the log. */
  readonly start: string;
  readonly outcome: string;
  /** From the purpose to the request. */
  readonly middle: string;
  /** Of subjects the list. */
  readonly subjects: string;
}

/** A record is looked at before it is given its place, and is not written twice. */
const known = new WeakMap<AuditRecord, RecordTexts>();

export function textsOf(record: AuditRecord): RecordTexts {
  let texts = known.get(record);
  if (!texts) known.set(record, (texts = write(record)));
  return texts;
}

/** ECMAScript writes texts and whole numbers as RFC 8785 wants them. */
function write(record: AuditRecord): RecordTexts {
  const { request, at, actor, onBehalfOf, agreement, purpose, caseToken, document, fields, masked, registers } = record;
  const { subjects, counts, decision, reason, outcome } = record;
  return {
    start: JSON.stringify({
      actor: { client: actor.client, issuer: actor.issuer, subject: actor.subject },
      agreement: agreement && { id: agreement.id, version: agreement.version },
      at,
      caseToken,
      counts: { people: counts.people, probed: counts.probed, rows: counts.rows },
      decision,
      document,
      fields,
      masked,
      onBehalfOf,
    }).slice(0, -1),
    outcome: JSON.stringify(outcome),
    middle: JSON.stringify({ purpose, reason, registers, request }).slice(1, -1),
    subjects: writeSubjects(subjects.map(({ register, tokens }) => [register, tokens.toString('base64url')])),
  };
}

/** What stands in a body for subjects. */
export function writeSubjects(subjects: readonly (readonly [register: string, tokens: string])[]): string {
  return JSON.stringify(subjects.map(([register, tokens]) => ({ register, tokens })));
}

/**
 * The text of a record that is hashed and stored: canonical JSON by RFC 8785, the subjects' tokens as base64url. The keys
 * stand here, and above, in the order of their code units.
 */
export function toBody(record: AuditRecord, place: Place): string {
  return putTogether(textsOf(record), place);
}

export function putTogether(
  { start, outcome, middle, subjects }: RecordTexts,
  { origin, seq, previous }: Place,
): string {
  return `${start},"origin":${JSON.stringify(origin)},"outcome":${outcome},"previous":"${previous}",${middle},"seq":${seq},"subjects":${subjects}}`;
}

/** Reverses `toBody` for a text that is known to be one. */
export function fromBody(body: string): ChainedRecord {
  const { subjects, ...rest } = JSON.parse(body) as Omit<ChainedRecord, 'subjects'> & {
    readonly subjects: readonly { readonly register: ChainedRecord['registers'][number]; readonly tokens: string }[];
  };
  return {
    ...rest,
    subjects: subjects.map(({ register, tokens }) => ({ register, tokens: Buffer.from(tokens, 'base64url') })),
  };
}

/** SHA-256, in hexadecimal, of a zero byte and the body in UTF-8: the leaf of a Merkle tree by RFC 6962. */
export function leafOf(body: string): string {
  return hash('sha256', `\0${body}`);
}
