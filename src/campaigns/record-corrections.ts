import { randomUUID } from 'node:crypto';
import type { ClientBase } from 'pg';
import { listDecided } from '../agreements/agreement-store';
import type { OnDatabase } from '../agreements/disclosure-reader';
import type { PurposeCode } from '../agreements/purposes';
import type { AuditLog } from '../audit/audit-log';
import type { AuditRecord } from '../audit/record';
import type { SubjectTokens } from '../audit/subject-token';
import { CORRECTED_REGISTERS, type CorrectedRegister } from '../database/roles';
import { LienThongError } from '../errors';
import type { PlannedCorrection } from './corrections';

/** What the audit log says of corrections: which fields of whose records a campaign changed, and under which mandate. */

const PURPOSE = 'campaign' satisfies PurposeCode;
const APPLY = 'Mutation.applyCampaign';
const FIELDS: Readonly<Record<CorrectedRegister, string>> = {
  insurance: 'Participant.personalId',
  health: 'HealthCard.personalId',
};

/** The issuer under whose name the product itself acts. */
const ISSUER = 'urn:lienthong:campaigns';

/** Gives the function that puts applied corrections on record; it resolves once that is committed. */
export function recordCorrections({
  log,
  tokens,
  onDatabase,
}: {
  readonly log: Pick<AuditLog, 'append'>;
  readonly tokens: SubjectTokens;
  readonly onDatabase: OnDatabase;
}): (applied: readonly PlannedCorrection[]) => Promise<void> {
  let mandate: Promise<AuditRecord['agreement']> | null = null;
  return async (applied) => {
    if (applied.length === 0) return;
    mandate ??= onDatabase(findMandate);
    const registers = CORRECTED_REGISTERS.filter((name) => applied.some(({ register }) => register === name));
    const keysOf = (name: CorrectedRegister): readonly string[] =>
      applied.filter(({ register }) => register === name).map(({ recordKey }) => recordKey);
    const record: AuditRecord = {
      request: randomUUID(),
      at: new Date().toISOString(),
      actor: { issuer: ISSUER, subject: 'campaign', client: 'campaign-worker' },
      onBehalfOf: null,
      agreement: await mandate,
      purpose: PURPOSE,
      caseToken: null,
      document: null,
      fields: registers.map((name) => FIELDS[name]).sort(),
      masked: [],
      registers,
      subjects: registers.map((name) => tokens.subjects(name, keysOf(name))),
      counts: {
        people: new Set(applied.map(({ insuranceNumber }) => insuranceNumber)).size,
        probed: 0,
        rows: applied.length,
      },
      decision: 'allowed',
      reason: null,
      outcome: 'answered',
    };
    await log.append({ record, waited: 0 });
  };
}

/** The mandate under which campaigns are applied here. Throws ACTION_NOT_GRANTED when there is none in force. */
async function findMandate(client: ClientBase): Promise<AuditRecord['agreement']> {
  const found = (await listDecided(client)).find(
    ({ state, agreement, grants }) =>
      state === 'ACTIVE' && agreement.kind === 'mandate' && grants.some(([coordinate]) => coordinate === APPLY),
  );
  if (found) return { id: found.agreement.id, version: found.version };
  throw new LienThongError('ACTION_NOT_GRANTED', `no mandate in force grants ${APPLY}, so nothing can be applied`);
}
