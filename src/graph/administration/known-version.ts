import type { ClientBase } from 'pg';
import { type AgreementVersion, listVersions } from '../../agreements/agreement-store';
import { type Decision, listDecisions } from '../../agreements/decisions';
import { LienThongError } from '../../errors';

/** A version of an agreement with what was decided about it, first to last. */
export interface KnownVersion extends AgreementVersion {
  readonly decisions: readonly Decision[];
}

/** A version; without its number the one in force or suspended, or else the newest. Null when there is none. */
export async function findKnown(client: ClientBase, id: string, version: number | null): Promise<KnownVersion | null> {
  const versions = await listVersions(client, id);
  const found =
    version === null
      ? (versions.find(({ state }) => state === 'ACTIVE' || state === 'SUSPENDED') ?? versions.at(-1))
      : versions.find((each) => each.version === version);
  if (!found) return null;
  const [known] = await withDecisions(client, [found]);
  return known ?? null;
}

/** A version that is there. */
export async function getKnown(client: ClientBase, id: string, version: number): Promise<KnownVersion> {
  const known = await findKnown(client, id, version);
  if (known) return known;
  throw new LienThongError('INTERNAL', `Version ${version} of ${id} was stored and is not there`);
}

/** Versions with what was decided about each. */
export async function withDecisions(
  client: ClientBase,
  versions: readonly AgreementVersion[],
): Promise<readonly KnownVersion[]> {
  const all = await listDecisions(client, [...new Set(versions.map(({ agreement }) => agreement.id))]);
  return versions.map((each) => ({
    ...each,
    decisions: all.filter(({ agreement, version }) => agreement === each.agreement.id && version === each.version),
  }));
}
