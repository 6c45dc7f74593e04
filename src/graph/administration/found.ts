import type { ClientBase } from 'pg';
import { decideVersion, lastEvent, proposeVersion, type VersionBody } from '../../agreements/agreement-store';
import { AgreementFaultCode, refuseDecision } from './faults';
import { getKnown, type KnownVersion } from './known-version';

/** The two people who have signed the first mandate on paper, as the decision names them. */
export interface Founders {
  readonly proposedBy: string;
  readonly activatedBy: string;
}

/** What a first mandate has to grant: without these there would never be a second. */
export const FOUNDING_GRANTS = ['Mutation.activateAgreement', 'Mutation.proposeAgreement'] as const;
/** A name as it can stand in a decision. */
const NAME = /^(?=.*\S)[^\p{C}]{1,200}$/u;

/**
 * Puts the first mandate of a site in force, by which people then administer all others: nobody has a right to do that before.
 * Throws AGREEMENT_INVALID where something has been decided before, where the mandate does not let its bearers
 * administer, or where two people are not named.
 */
export async function found(
  client: ClientBase,
  body: VersionBody,
  { proposedBy, activatedBy }: Founders,
): Promise<KnownVersion> {
  requireFounding(body, { proposedBy, activatedBy });
  await client.query('begin');
  try {
    await client.query("select pg_advisory_xact_lock(hashtext('lienthong: founding'))");
    if ((await lastEvent(client)) !== '0') {
      throw refuseDecision(AgreementFaultCode.STATE, 'document', 'agreements have been decided about here before');
    }
    const { id } = body.agreement;
    const version = await proposeVersion(client, body, proposedBy);
    await decideVersion(client, { agreement: id, version, kind: 'ACTIVATED', actor: activatedBy, reason: 'founding' });
    const known = await getKnown(client, id, version);
    await client.query('commit');
    return known;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

function requireFounding({ agreement, grants }: VersionBody, { proposedBy, activatedBy }: Founders): void {
  const refuse = (place: string, reason: string): never => {
    throw refuseDecision(AgreementFaultCode.DOCUMENT, place, reason);
  };
  if (!NAME.test(proposedBy)) refuse('proposed-by', 'a name of 1 to 200 letters is needed');
  if (!NAME.test(activatedBy)) refuse('activated-by', 'a name of 1 to 200 letters is needed');
  if (proposedBy.trim().toLowerCase() === activatedBy.trim().toLowerCase())
    refuse('activated-by', 'somebody else is needed: four eyes');
  if (agreement.kind !== 'mandate') refuse('kind', 'the first one is a mandate');
  if (!agreement.purposes.includes('administration')) refuse('purposes', 'administration is needed');
  const granted = new Map(grants);
  for (const coordinate of FOUNDING_GRANTS) {
    if (granted.get(coordinate) !== 'READ') refuse('grants', `${coordinate} is needed`);
  }
}
