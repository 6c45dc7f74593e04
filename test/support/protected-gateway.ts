import { Client } from 'pg';
import type { Logger } from 'pino';
import { type ChainedRecord, fromBody } from '../../src/audit/chained-record';
import type { PurposeCode } from '../../src/agreements/purposes';
import { seedAgreements } from '../../src/demo/seed-agreements';
import { loadSecret } from '../../src/database/installation-secret';
import type { Site } from '../../src/database/site';
import { demonstrationIssuer } from '../../src/demo/demonstration-issuer';
import type { PersonaName } from '../../src/demo/personas';
import { graphSchema } from '../../src/server/graph-schema';
import { type Authenticator, createAuthenticator } from '../../src/identity/authenticator';
import { resolveGrants } from '../../src/planning/view/grants';
import type { ServerOptions } from '../../src/server/create-server';
import { openProtection } from '../../src/server/protection';
import type { StrangerLimits } from '../../src/server/stranger-limit';
import type { PersonalId } from '../../src/values/personal-id';
import { openTestSite, silent, testConfig } from './cluster';
import { type Answer, startGateway } from './gateway';
import { PATIENT } from './graph';
import { personaHeaders } from './persona-token';

type Variables = Readonly<Record<string, unknown>>;

/** A gateway that asks who somebody is and puts on record what they are told, with the agreements of the demonstration. */
export interface ProtectedGateway {
  readonly url: string;
  /** Where its figures are; null for nowhere. */
  readonly metricsUrl: string | null;
  readonly site: Site;
  /** A persona that asks for one purpose. */
  as(persona: PersonaName, purpose: PurposeCode, personalId?: PersonalId): Promise<Asking>;
  /** Sends one operation with headers beside the content type. */
  send(headers: Readonly<Record<string, string>>, query: string, variables?: Variables): Promise<RecordedAnswer>;
  /** The record of a request; throws when there is none. */
  recordOf(answer: RecordedAnswer): Promise<ChainedRecord>;
  close(): Promise<void>;
}

export interface RecordedAnswer extends Answer {
  /** Under which name it is on record. */
  readonly request: string;
}

/** Sends one operation. */
export type Asking = (query: string, variables?: Variables) => Promise<RecordedAnswer>;

export interface ProtectedOptions {
  readonly site?: Site;
  readonly now?: () => number;
  /** How much callers without a good token may ask; as at a site unless said otherwise. */
  readonly strangers?: StrangerLimits;
  readonly metrics?: ServerOptions['metrics'];
  readonly proxies?: readonly string[];
  readonly log?: Logger;
  /** Tells who asks; by the tokens of the demonstration unless said otherwise. */
  readonly authenticator?: Authenticator;
  /** Patient ones unless said otherwise. */
  readonly limits?: ServerOptions['limits'];
}

/** Starts one over a site, by default the run's own; close it in afterAll. */
export async function startProtectedGateway(options: ProtectedOptions = {}): Promise<ProtectedGateway> {
  const site = options.site ?? (await openTestSite());
  const config = testConfig();
  const secret = await loadSecret(config);
  await seedAgreements(site.writer(), (agreement) => resolveGrants(graphSchema(), agreement));
  const demonstration = { issuers: [demonstrationIssuer(secret)], clientCertificate: null, log: silent };
  const { authenticator = createAuthenticator(demonstration) } = options;
  const { now = Date.now, log = silent, site: _, authenticator: __, strangers, ...server } = options;
  const protection = await openProtection({
    ...{ site, authenticator, secret, checkpointDir: null, log, now },
    ...(strangers ? { strangers } : {}),
  });
  const gateway = await startGateway({ limits: PATIENT, ...server, site, protection, log });
  const client = new Client(site.owner('gateway'));
  await client.connect();
  const send: ProtectedGateway['send'] = async (headers, query, variables) => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as Omit<Answer, 'status'>;
    return { status: response.status, request: response.headers.get('lienthong-request') ?? '', ...body };
  };
  return {
    url: gateway.url,
    metricsUrl: gateway.metricsUrl,
    site,
    as: async (persona, purpose, personalId) => {
      const headers = await personaHeaders({ persona, purpose, ...(personalId ? { personalId } : {}) }, config);
      return (query, variables) => send(headers, query, variables);
    },
    send,
    recordOf: async ({ request }) => {
      const { rows } = await client.query<{ body: string }>(
        'select body from audit.record where body like $1 order by at desc limit 1',
        [`%"request":"${request}"%`],
      );
      if (!rows[0]) throw new Error(`request ${request} is not on record`);
      return fromBody(rows[0].body);
    },
    close: async () => {
      await client.end();
      await gateway.close();
      if (!options.site) await site.close();
    },
  };
}
