import type { ClientBase } from 'pg';
import { type AgreementVersion, decideVersion, listVersions } from '../../agreements/agreement-store';
import { AgreementFaultCode, NO_SUCH_ID, refuseDecision } from './faults';

/**
 * What may be decided about an agreement, by the state it is in. Each runs while nobody else decides about the same
 * agreement, gives the version that it was about, and throws AGREEMENT_INVALID when it cannot be decided. That a second
 * person is needed is the database's own rule.
 */

interface Deciding {
  readonly id: string;
  readonly actor: string;
}

export async function activate(
  client: ClientBase,
  deciding: Deciding & { readonly version: number | null },
): Promise<number> {
  const { id, actor } = deciding;
  const version = deciding.version ?? (await getInState(client, id, 'PROPOSED', 'no version waits for it')).version;
  const found = (await listVersions(client, id)).find((each) => each.version === version);
  if (!found) throw refuseDecision(AgreementFaultCode.VERSION_UNKNOWN, 'version', `there is no version ${version}`);
  if (found.state !== 'PROPOSED') {
    throw refuseDecision(AgreementFaultCode.STATE, 'version', `it is ${found.state}, and only a PROPOSED one can be`);
  }
  await decideVersion(client, { agreement: id, version, kind: 'ACTIVATED', actor, reason: null });
  return version;
}

export async function suspend(client: ClientBase, deciding: Deciding & { readonly reason: string }): Promise<number> {
  const { id, actor, reason } = deciding;
  const { version } = await getInState(client, id, 'ACTIVE', 'no version is in force that could be suspended');
  await decideVersion(client, { agreement: id, version, kind: 'SUSPENDED', actor, reason });
  return version;
}

export async function resume(
  client: ClientBase,
  deciding: Deciding & { readonly reason: string | null },
): Promise<number> {
  const { id, actor, reason } = deciding;
  const { version } = await getInState(client, id, 'SUSPENDED', 'no version is suspended that could be resumed');
  await decideVersion(client, { agreement: id, version, kind: 'RESUMED', actor, reason });
  return version;
}

/** The newest version in a state. */
async function getInState(
  client: ClientBase,
  id: string,
  state: AgreementVersion['state'],
  otherwise: string,
): Promise<AgreementVersion> {
  const versions = await listVersions(client, id);
  if (versions.length === 0) throw refuseDecision(NO_SUCH_ID.code, NO_SUCH_ID.place, NO_SUCH_ID.reason);
  const found = versions.findLast((each) => each.state === state);
  if (!found) throw refuseDecision(AgreementFaultCode.STATE, 'id', otherwise);
  return found;
}
