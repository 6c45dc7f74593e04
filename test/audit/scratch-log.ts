import { randomBytes, randomUUID } from 'node:crypto';
import { Client, type ClientConfig } from 'pg';
import { Reference1700000000001 } from '../../migrations/gateway/1700000000001-reference';
import { Audit1700000000002 } from '../../migrations/gateway/1700000000002-audit';
import { RecordsInPlace1700000000007 } from '../../migrations/gateway/1700000000007-records-in-place';
import { SubjectPostings1700000000006 } from '../../migrations/gateway/1700000000006-subject-postings';
import type { AuditEvents } from '../../src/audit/audit-log';
import type { AuditRecord } from '../../src/audit/record';
import type { Site } from '../../src/database/site';
import { runAs, toDatabase, withClient } from '../support/scratch-register';

/** A gateway database of a test's own, migrated and empty, which the test may break. */
export interface ScratchLog {
  /** As the writer, as the owner and, where there is one, as the superuser. */
  readonly writer: ClientConfig;
  readonly owner: ClientConfig;
  readonly maker: ClientConfig;
  /** Runs SQL as the owner and gives the rows. */
  readonly run: <Row>(sql: string, values?: readonly unknown[]) => Promise<readonly Row[]>;
  drop(): Promise<void>;
}

/** Makes one beside the run's databases, reached by the same roles. */
export async function makeScratchLog(site: Site, name: string): Promise<ScratchLog> {
  const maker = site.superuser('postgres') ?? site.owner('gateway');
  const owner = toDatabase(site.owner('gateway'), name);
  const roleOf = (config: ClientConfig): Promise<string> =>
    withClient(config, async (client) => {
      const { rows } = await client.query<{ role: string }>('select quote_ident(current_user) as role');
      return rows[0]?.role ?? '';
    });
  const [ownerRole, writerRole] = await Promise.all([roleOf(site.owner('gateway')), roleOf(site.writer())]);
  await withClient(maker, async (client) => {
    await client.query(`drop database if exists ${name} with (force)`);
    await client.query(`create database ${name} owner ${ownerRole} template template0`);
    await client.query(`grant connect on database ${name} to ${writerRole}`);
  });
  await withClient(owner, async (client) => {
    for (const migration of [
      new Reference1700000000001(),
      new Audit1700000000002(),
      new SubjectPostings1700000000006(),
      new RecordsInPlace1700000000007(),
    ]) {
      const runner = { query: (sql: string) => client.query(sql) };
      await migration.up(runner as unknown as Parameters<typeof migration.up>[0]);
    }
  });
  return {
    writer: toDatabase(site.writer(), name),
    owner,
    maker: toDatabase(maker, name),
    run: <Row>(sql: string, values: readonly unknown[] = []) =>
      withClient(owner, async (client) => (await client.query(sql, [...values])).rows as Row[]),
    drop: () => runAs(maker, `drop database ${name} with (force)`),
  };
}

/** The key of a test's log. */
export const SEED = Buffer.alloc(32, 7);

/** What a log has reported. */
export function rememberEvents(): { readonly log: AuditEvents; readonly events: readonly string[] } {
  const events: string[] = [];
  return { log: ({ event }) => events.push(event), events };
}

/** A record of a request that was answered, with so many subjects of the population register. */
export function someRecord(changes: Partial<AuditRecord> = {}, subjects = 2): AuditRecord {
  return {
    request: randomUUID(),
    at: new Date().toISOString(),
    actor: { issuer: 'https://id.example', subject: 'officer "Nguyễn"\n', client: 'health-portal' },
    onBehalfOf: 'ministry-of-health',
    agreement: { id: 'health-insurance-payment', version: 3 },
    purpose: 'health-insurance-payment',
    caseToken: '0123456789abcdef0123456789abcdef',
    document: 'a'.repeat(64),
    fields: ['Citizen.birthDate', 'Citizen.fullName', 'HealthCard.cardNumber'],
    masked: ['Citizen.fullName'],
    registers: ['population', 'health'],
    subjects: subjects === 0 ? [] : [{ register: 'population', tokens: randomBytes(16 * subjects) }],
    counts: { people: subjects, probed: 0, rows: subjects },
    decision: 'allowed',
    reason: null,
    outcome: 'answered',
    ...changes,
  };
}

/** Opens a connection to a database, for a test that sends more than one statement on it. */
export async function connect(config: ClientConfig): Promise<Client> {
  const client = new Client(config);
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
