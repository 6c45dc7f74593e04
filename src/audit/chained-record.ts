import { hash } from 'node:crypto';
import { canonicalJson } from './canonical-json';
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

/** The text of a record that is hashed and stored: canonical JSON, the subjects' tokens as base64url. */
export function toBody(record: AuditRecord, { origin, seq, previous }: Place): string {
  const { request, at, actor, onBehalfOf, agreement, purpose, caseToken, document, fields, masked, registers } = record;
  const { subjects, counts, decision, reason, outcome } = record;
  return canonicalJson({
    request,
    at,
    actor: { issuer: actor.issuer, subject: actor.subject, client: actor.client },
    onBehalfOf,
    agreement: agreement && { id: agreement.id, version: agreement.version },
    purpose,
    caseToken,
    document,
    fields,
    masked,
    registers,
    subjects: subjects.map(({ register, tokens }) => ({ register, tokens: tokens.toString('base64url') })),
    counts: { people: counts.people, probed: counts.probed, rows: counts.rows },
    decision,
    reason,
    outcome,
    origin,
    seq,
    previous,
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

const LEAF = Buffer.from([0]);

/** SHA-256, in hexadecimal, of a zero byte and the body in UTF-8: the leaf of a Merkle tree by RFC 6962. */
export function leafOf(body: string): string {
  return hash('sha256', Buffer.concat([LEAF, Buffer.from(body, 'utf8')]));
}
