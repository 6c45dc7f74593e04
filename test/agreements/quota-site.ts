import type { ClientConfig } from 'pg';
import { Quotas1700000000004 } from '../../migrations/gateway/1700000000004-quotas';
import { Sharing1700000000003 } from '../../migrations/gateway/1700000000003-sharing';
import type { Limits } from '../../src/agreements/agreement';
import { fromBody } from '../../src/audit/chained-record';
import type { AuditRecord } from '../../src/audit/record';
import { loadSecret } from '../../src/database/installation-secret';
import type { Site } from '../../src/database/site';
import { demonstrationIssuer } from '../../src/demo/demonstration-issuer';
import { createAuthenticator } from '../../src/identity/authenticator';
import { openProtection } from '../../src/server/protection';
import { makeScratchLog, type ScratchLog } from '../audit/scratch-log';
import { openTestSite, silent, testConfig } from '../support/cluster';
import { type Answer, startGateway } from '../support/gateway';
import { agree, headersOf } from './quota-agreement';

/** An answer with the headers that tell of quotas. */
export interface QuotaAnswer extends Answer {
  /** `Lienthong-Quota`, and `Retry-After`; null where there is none. */
  readonly quota: string | null;
  readonly retryAfter: string | null;
}

export interface Replica {
  /** Sends an operation as a ministry's system, under that ministry's agreement. */
  ask(ministry: string, query: string, variables?: Readonly<Record<string, unknown>>): Promise<QuotaAnswer>;
  close(): Promise<void>;
}

/** The run's registers with a gateway database of a test's own, where ministries have agreements with quotas. */
export interface QuotaSite {
  readonly site: Site;
  readonly scratch: ScratchLog;
  /** Agrees with a ministry, which is an agreement's ID and its system's name, from the next replica on. */
  agree(ministry: string, limits: Partial<Limits>): Promise<void>;
  /** Starts a gateway; `writer` says how it reaches its own database. */
  start(writer?: () => ClientConfig): Promise<Replica>;
  /** The records of a ministry's requests in the order in which they were committed. */
  records(ministry: string): Promise<readonly AuditRecord[]>;
  close(): Promise<void>;
}

export async function openQuotaSite(name: string): Promise<QuotaSite> {
  const site = await openTestSite();
  const secret = await loadSecret(testConfig());
  const scratch = await makeScratchLog(site, name);
  for (const migration of [new Sharing1700000000003(), new Quotas1700000000004()]) {
    await migration.up({ query: (sql: string) => scratch.run(sql) } as unknown as Parameters<typeof migration.up>[0]);
  }
  const replicas: Replica[] = [];
  return {
    site,
    scratch,
    agree: (ministry, limits) => agree(scratch.writer, ministry, limits),
    start: async (writer = () => scratch.writer) => {
      const own: Site = { ...site, writer };
      const authenticator = createAuthenticator({
        issuers: [demonstrationIssuer(secret)],
        clientCertificate: null,
        log: silent,
      });
      const protection = await openProtection({ site: own, authenticator, secret, checkpointDir: null, log: silent });
      const gateway = await startGateway({ site: own, protection });
      const replica: Replica = {
        ask: async (ministry, query, variables) => {
          const response = await fetch(`${gateway.url}/graphql`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', ...(await headersOf(secret, ministry)) },
            body: JSON.stringify({ query, variables }),
          });
          const answer = (await response.json()) as Omit<Answer, 'status'>;
          const [quota, retryAfter] = [response.headers.get('lienthong-quota'), response.headers.get('retry-after')];
          return { ...answer, status: response.status, quota, retryAfter };
        },
        close: () => gateway.close(),
      };
      replicas.push(replica);
      return replica;
    },
    records: async (ministry) => {
      const rows = await scratch.run<{ body: string }>(
        'select body from audit.record where agreement = $1 order by origin, seq',
        [ministry],
      );
      return rows.map(({ body }) => fromBody(body));
    },
    close: async () => {
      await Promise.all(replicas.map((replica) => replica.close()));
      await scratch.drop();
      await site.close();
    },
  };
}
