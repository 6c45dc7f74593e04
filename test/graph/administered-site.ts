import { Quotas1700000000004 } from '../../migrations/gateway/1700000000004-quotas';
import { Sharing1700000000003 } from '../../migrations/gateway/1700000000003-sharing';
import { fromBody } from '../../src/audit/chained-record';
import type { AuditRecord } from '../../src/audit/record';
import type { PurposeCode } from '../../src/agreements/purposes';
import { loadSecret } from '../../src/database/installation-secret';
import type { Site } from '../../src/database/site';
import { demonstrationIssuer } from '../../src/demo/demonstration-issuer';
import type { PersonaName } from '../../src/demo/personas';
import { seedAgreements } from '../../src/demo/seed-agreements';
import { graphSchema } from '../../src/server/graph-schema';
import { createAuthenticator } from '../../src/identity/authenticator';
import { resolveGrants } from '../../src/planning/view/grants';
import { openProtection } from '../../src/server/protection';
import { makeScratchLog, type ScratchLog } from '../audit/scratch-log';
import { openTestSite, silent, testConfig } from '../support/cluster';
import { type Answer, startGateway } from '../support/gateway';
import { personaHeaders } from '../support/persona-token';

type Variables = Readonly<Record<string, unknown>>;

export interface Replica {
  /** Sends an operation as a persona. */
  ask(persona: PersonaName, purpose: PurposeCode, query: string, variables?: Variables): Promise<Answer>;
}

/** The run's registers with a gateway database of a test's own, in which the demonstration's agreements are in force. */
export interface AdministeredSite {
  readonly scratch: ScratchLog;
  start(): Promise<Replica>;
  /** What is on record, oldest first. */
  records(): Promise<readonly AuditRecord[]>;
  close(): Promise<void>;
}

export async function openAdministeredSite(name: string): Promise<AdministeredSite> {
  const site = await openTestSite();
  const config = testConfig();
  const secret = await loadSecret(config);
  const scratch = await makeScratchLog(site, name);
  for (const migration of [new Sharing1700000000003(), new Quotas1700000000004()]) {
    await migration.up({ query: (sql: string) => scratch.run(sql) } as unknown as Parameters<typeof migration.up>[0]);
  }
  await seedAgreements(scratch.writer, (agreement) => resolveGrants(graphSchema(), agreement));
  const own: Site = { ...site, writer: () => scratch.writer };
  const closes: (() => Promise<void>)[] = [];
  return {
    scratch,
    start: async () => {
      const issuers = [demonstrationIssuer(secret)];
      const authenticator = createAuthenticator({ issuers, clientCertificate: null, log: silent });
      const protection = await openProtection({ site: own, authenticator, secret, checkpointDir: null, log: silent });
      const gateway = await startGateway({ site: own, protection });
      closes.push(() => gateway.close());
      return {
        ask: async (persona, purpose, query, variables) =>
          gateway.ask(query, variables, { headers: await personaHeaders({ persona, purpose }, config) }),
      };
    },
    records: async () => {
      const rows = await scratch.run<{ body: string }>('select body from audit.record order by at, origin, seq');
      return rows.map(({ body }) => fromBody(body));
    },
    close: async () => {
      await Promise.all(closes.map((close) => close()));
      await scratch.drop();
      await site.close();
    },
  };
}

/** An agreement with an office of statistics as a reviewed file has it. */
export function someDocument(changes: Variables = {}): string {
  return JSON.stringify({
    id: 'statistics',
    kind: 'agreement',
    title: 'Statistics of participation',
    provider: 'Viet Nam Social Security',
    receiver: 'General Statistics Office',
    bearer: { kind: 'partner', clients: ['public-security'] },
    legalBasis: { instrument: 'Law on Statistics 89/2015/QH13', article: '36' },
    purposes: ['tax-review'],
    grants: [
      { access: 'READ', fields: ['Query.participant', 'Participant.sex', 'Participant.insuranceNumber'] },
      { access: 'YEAR_ONLY', fields: ['Participant.birthDate'] },
    ],
    rows: { provinces: ['01', '79'], employers: null, people: null, groups: null },
    limits: { peoplePerDay: 500, peoplePerMonth: null, identifiersPerDay: null, pricePerMinute: null, price: 900 },
    documents: 'free',
    validFrom: '2025-01-01',
    validTo: '2030-12-31',
    contact: 'statistics@gso.example',
    ...changes,
  });
}
