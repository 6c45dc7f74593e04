import { randomUUID } from 'node:crypto';
import type { AgreementVersion } from '../agreements/agreement-store';
import type { Quotas } from '../agreements/quota';
import type { RequestQuota } from '../agreements/quota-of-request';
import type { AuditLog } from '../audit/audit-log';
import type { AuditRecord } from '../audit/record';
import type { ReferenceTokens } from '../audit/reference-token';
import type { SubjectTokens } from '../audit/subject-token';
import { REGISTERS } from '../values/databases';
import type { Progress } from './guard';
import type { FieldRead, Journal } from './journal';

/** Puts requests on record. */
export interface Recorder {
  /** What a request takes of the quotas of its agreement. */
  quotaOf(version: AgreementVersion): RequestQuota;
  /**
   * Resolves once the record of a request is committed: what it tells of may only then leave. Throws AUDIT_UNAVAILABLE, or
   * QUOTA_EXCEEDED for an answer that a quota does not hold; it is on record as refused then.
   */
  record(request: string, known: Progress, journal: Journal): Promise<void>;
}

/** A name for a request, which its answer, its record and the log have in common. */
export function nameRequest(): string {
  return randomUUID();
}

export interface RecorderOptions {
  readonly log: AuditLog;
  readonly quotas: Quotas;
  readonly tokens: SubjectTokens;
  /** Cases and citizens become tokens. */
  readonly references: ReferenceTokens;
}

export function createRecorder({ log, quotas, tokens, references }: RecorderOptions): Recorder {
  return {
    quotaOf: (version) => quotas.open(version),
    record: async (request, { actor, agreement, purpose, caseReference }, journal) => {
      if (!actor) return;
      const { disclosure, fields, outcome } = journal;
      const isDisclosed = outcome === 'answered' || outcome === 'partly answered';
      const record: AuditRecord = {
        request,
        at: new Date().toISOString(),
        actor: {
          issuer: actor.issuer,
          subject: actor.kind === 'citizen' ? references('citizen', actor.subject) : actor.subject,
          client: actor.client,
        },
        onBehalfOf: actor.kind === 'partner' ? (agreement?.agreement.receiver ?? null) : null,
        agreement: agreement ? { id: agreement.agreement.id, version: agreement.version } : null,
        purpose: purpose ?? null,
        caseToken: caseReference ? references('case', caseReference) : null,
        document: journal.document,
        ...namesOf(fields),
        registers: REGISTERS.filter((register) => disclosure.registers.has(register)),
        subjects: isDisclosed
          ? REGISTERS.flatMap((register) => {
              const keys = disclosure.subjects.get(register);
              return keys ? [tokens.subjects(register, keys)] : [];
            })
          : [],
        counts: {
          people: isDisclosed ? disclosure.people.size : 0,
          probed: disclosure.probed,
          rows: isDisclosed ? disclosure.rows : 0,
        },
        decision: outcome === 'refused' ? 'refused' : 'allowed',
        reason: outcome === 'answered' ? null : journal.reason,
        outcome,
      };
      if (agreement) journal.quota ??= quotas.open(agreement);
      const { people, probed } = disclosure;
      const claim = journal.quota?.claim({ people, probed, isAnswered: isDisclosed });
      await log.append({ record, waited: performance.now() - journal.begunAt, ...(claim ? { settle: claim } : {}) });
      if (claim) journal.quota?.settle(claim);
    },
  };
}

type Names = Pick<AuditRecord, 'fields' | 'masked'>;

/** A plan names its fields once for all its requests. */
const known = new WeakMap<readonly FieldRead[], Names>();

function namesOf(fields: readonly FieldRead[]): Names {
  let names = known.get(fields);
  if (!names) {
    const told = fields.filter(({ mask, isVerified }) => mask !== null || isVerified);
    names = { fields: toNames(fields), masked: toNames(told) };
    known.set(fields, names);
  }
  return names;
}

function toNames(fields: readonly FieldRead[]): readonly string[] {
  return fields.map(({ coordinate }) => coordinate).sort();
}
