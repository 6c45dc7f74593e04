import type { ClientConfig } from 'pg';
import type { Agreement, Limits } from '../../src/agreements/agreement';
import { decideVersion, proposeVersion } from '../../src/agreements/agreement-store';
import { DEMONSTRATION_ISSUER, signPersonaToken } from '../../src/demo/demonstration-issuer';
import { graphSchema } from '../../src/server/graph-schema';
import type { Actor } from '../../src/identity/actor';
import { resolveGrants } from '../../src/planning/view/grants';
import { withClient } from '../support/scratch-register';

/** No limit but those that a test gives. */
export const NO_LIMITS: Limits = {
  peoplePerDay: null,
  peoplePerMonth: null,
  identifiersPerDay: null,
  pricePerMinute: null,
  price: 5_000,
};

/** Agrees with a ministry, which is an agreement's ID and its system's name, on limits beside which there are none; `changes` says what else is agreed. */
export async function agree(
  writer: ClientConfig,
  ministry: string,
  limits: Partial<Limits>,
  changes: Partial<Agreement> = {},
): Promise<void> {
  const agreement = { ...agreementOf(ministry, { ...NO_LIMITS, ...limits }), ...changes };
  const body = { agreement, grants: resolveGrants(graphSchema(), agreement) };
  await withClient(writer, async (client) => {
    const version = await proposeVersion(client, body, 'first');
    await decideVersion(client, { agreement: ministry, version, kind: 'ACTIVATED', actor: 'second', reason: null });
  });
}

/** The headers of a request of a ministry's system, for a gateway in the demonstration. */
export async function headersOf(secret: Buffer, ministry: string): Promise<Readonly<Record<string, string>>> {
  return {
    authorization: `Bearer ${await signPersonaToken(secret, actorOf(ministry), new Date())}`,
    'lienthong-purpose': 'population-update',
    'lienthong-case': 'TEST/1',
  };
}

/** An agreement with a ministry, which is its ID and its system's name, that grants people and their cards. */
export function agreementOf(ministry: string, limits: Limits): Agreement {
  const read = [
    'Query.*',
    'Person.*',
    'Citizen.*',
    'Participant.*',
    'HealthCard.*',
    'Province.*',
    'ParticipantFilter.*',
  ];
  return {
    id: ministry,
    kind: 'agreement',
    title: 'An agreement with quotas',
    provider: 'VSS',
    receiver: ministry,
    bearer: { kind: 'partner', clients: [ministry], role: null },
    legalBasis: { instrument: 'Decree 278/2025/NĐ-CP', article: '5' },
    purposes: ['population-update'],
    grants: [{ access: 'READ', fields: read, classes: [], of: null }],
    rows: { provinces: null, employers: null, people: null, groups: null },
    limits,
    documents: 'free',
    manifest: {},
    explain: false,
    validFrom: '2025-01-01',
    validTo: '2099-12-31',
    contact: 'sharing@vss.example',
  };
}

function actorOf(ministry: string): Actor {
  return {
    issuer: DEMONSTRATION_ISSUER,
    subject: ministry,
    client: ministry,
    kind: 'partner',
    roles: [],
    province: null,
    personalId: null,
  };
}
