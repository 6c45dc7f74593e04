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

/**
 * The text of a record that is hashed and stored: canonical JSON by RFC 8785, the subjects' tokens as base64url. The keys
 * stand here in the order of their code units; ECMAScript writes texts and whole numbers as that RFC wants them.
 */
export function toBody(record: AuditRecord, { origin, seq, previous }: Place): string {
  const { request, at, actor, onBehalfOf, agreement, purpose, caseToken, document, fields, masked, registers } = record;
  const { subjects, counts, decision, reason, outcome } = record;
  return JSON.stringify({
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
    origin,
    outcome,
    previous,
    purpose,
    reason,
    registers,
    request,
    seq,
    subjects: subjects.map(({ register, tokens }) => ({ register, tokens: tokens.toString('base64url') })),
  });
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
