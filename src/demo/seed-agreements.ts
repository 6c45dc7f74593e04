import { Client, type ClientConfig } from 'pg';
import { decideVersion, listVersions, proposeVersion, type VersionBody } from '../agreements/agreement-store';
import { DEMONSTRATION_AGREEMENTS } from './agreements';
import { DEMONSTRATION_ISSUER } from './demonstration-issuer';

const PROPOSER = `${DEMONSTRATION_ISSUER} hq-officer`;
const SECOND = `${DEMONSTRATION_ISSUER} hq-officer-2`;

/** Proposes and activates the demonstration's agreements where there are none yet of the same ID; gives how many were. */
export async function seedAgreements(
  writer: ClientConfig,
  resolve: (agreement: VersionBody['agreement']) => VersionBody['grants'],
): Promise<number> {
  const client = new Client(writer);
  await client.connect();
  try {
    await client.query('begin');
    await client.query("select pg_advisory_xact_lock(hashtext('lienthong: agreements of the demonstration'))");
    const known = new Set((await listVersions(client)).map(({ agreement }) => agreement.id));
    const missing = DEMONSTRATION_AGREEMENTS.filter(({ id }) => !known.has(id));
    for (const agreement of missing) {
      const version = await proposeVersion(client, { agreement, grants: resolve(agreement) }, PROPOSER);
      const decision = { agreement: agreement.id, version, actor: SECOND, reason: null } as const;
      await decideVersion(client, { ...decision, kind: 'ACTIVATED' });
    }
    await client.query('commit');
    return missing.length;
  } finally {
    await client.end();
  }
}
