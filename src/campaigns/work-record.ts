import { randomUUID } from 'node:crypto';
import type { ClientBase } from 'pg';
import { type AgreementVersion, listDecided } from '../agreements/agreement-store';
import type { PurposeCode } from '../agreements/purposes';
import type { AuditRecord } from '../audit/record';
import type { SubjectTokens } from '../audit/subject-token';
import { CORRECTED_REGISTERS, type CorrectedRegister } from '../database/roles';
import { LienThongError } from '../errors';
import { WORK } from './advance';

/** The record of what campaigns do by themselves: nobody asks for it, a mandate or an agreement allows it. */

const PURPOSE = 'campaign' satisfies PurposeCode;
const APPLY = 'Mutation.applyCampaign';
/** The issuer under whose name the product itself acts. */
const ISSUER = 'urn:lienthong:campaigns';

export interface Work {
  /** What works, as the record's system: `campaign-worker`. */
  readonly client: string;
  readonly subject: string;
  readonly onBehalfOf: string | null;
  readonly agreement: AuditRecord['agreement'];
  /** The field of each register that is concerned, as `Type.field`. */
  readonly fields: Readonly<Record<CorrectedRegister, string>>;
  readonly records: readonly { readonly register: CorrectedRegister; readonly recordKey: string }[];
  readonly people: number;
}

export function toWorkRecord(tokens: SubjectTokens, work: Work): AuditRecord {
  const registers = CORRECTED_REGISTERS.filter((name) => work.records.some(({ register }) => register === name));
  const keysOf = (name: CorrectedRegister): ReadonlySet<string> =>
    new Set(work.records.filter(({ register }) => register === name).map(({ recordKey }) => recordKey));
  return {
    request: randomUUID(),
    at: new Date().toISOString(),
    actor: { issuer: ISSUER, subject: work.subject, client: work.client },
    onBehalfOf: work.onBehalfOf,
    agreement: work.agreement,
    purpose: PURPOSE,
    caseToken: null,
    document: null,
    fields: registers.map((name) => work.fields[name]).sort(),
    masked: [],
    registers,
    subjects: registers.map((name) => tokens.subjects(name, keysOf(name))),
    counts: { people: work.people, probed: 0, rows: work.records.length },
    decision: 'allowed',
    reason: null,
    outcome: 'answered',
  };
}

/** The mandate under which campaigns are applied here. Throws ACTION_NOT_GRANTED when there is none in force. */
export function getMandate(decided: readonly AgreementVersion[]): NonNullable<AuditRecord['agreement']> {
  const found = decided.find(
    ({ state, agreement, grants }) =>
      state === 'ACTIVE' && agreement.kind === 'mandate' && grants.some(([coordinate]) => coordinate === APPLY),
  );
  if (found) return { id: found.agreement.id, version: found.version };
  throw new LienThongError('ACTION_NOT_GRANTED', `no mandate in force grants ${APPLY}, so nothing can be applied`);
}

/** The mandate under which a campaign's corrections are applied: that of whoever said so last. */
export async function readMandate(
  client: ClientBase,
  campaign: string,
): Promise<NonNullable<AuditRecord['agreement']>> {
  const { rows } = await client.query<{ id: string | null; version: number | null }>(
    `select mandate as id, mandate_version as version from campaign.event
      where campaign = $1 and to_state = 'APPLYING' and actor <> $2 order by event desc limit 1`,
    [campaign, WORK],
  );
  const [said] = rows;
  if (said?.id != null && said.version !== null) return { id: said.id, version: said.version };
  return getMandate(await listDecided(client));
}
