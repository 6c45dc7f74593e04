import { DatabaseError } from 'pg';
import type { Site } from '../../src/database/site';
import { openAuditLog } from '../../src/audit/audit-log';
import { openTestSite } from '../support/cluster';
import { withClient } from '../support/scratch-register';
import { makeScratchLog, type ScratchLog, SEED, someRecord } from './scratch-log';

const TABLES = ['log', 'record', 'checkpoint', 'posting', 'indexed'];

let site: Site;
let scratch: ScratchLog;
beforeAll(async () => {
  site = await openTestSite();
  scratch = await makeScratchLog(site, 'audit_rights');
  const log = await openAuditLog({ connection: () => scratch.writer, seed: SEED, log: () => undefined });
  await log.append({ record: someRecord() });
  await log.close();
});
afterAll(async () => {
  await scratch.drop();
  await site.close();
});

/** The code with which the server refuses a statement of the writer; null when it does not. */
function refusalOf(sql: string, config = scratch.writer): Promise<string | null> {
  return withClient(config, (client) =>
    client.query(`begin; ${sql}; rollback`).then(
      () => null,
      (error: unknown) => (error instanceof DatabaseError ? (error.code ?? null) : null),
    ),
  );
}

test.each(TABLES)(
  'the writer may not change, empty, drop or reshape audit.%s, nor take its guard away',
  async (table) => {
    for (const sql of [
      `update audit.${table} set ${table === 'posting' || table === 'indexed' ? 'log = 1' : "origin = 'x'"}`,
      `delete from audit.${table}`,
      `truncate audit.${table}`,
      `drop table audit.${table}`,
      `alter table audit.${table} disable trigger all`,
      `drop trigger insert_only on audit.${table}`,
      `alter table audit.${table} add column more text`,
      `create rule off as on insert to audit.${table} do instead nothing`,
      `select 1 from audit.${table} for update`,
    ]) {
      expect([sql, await refusalOf(sql)]).toEqual([sql, expect.stringMatching(/^42501$/)]);
    }
  },
);

test('the writer may not turn triggers off for its session, become the owner, or make objects of its own', async () => {
  const { user: owner } = scratch.owner;
  for (const sql of [
    "set session_replication_role = 'replica'",
    `set role ${owner}`,
    'create table audit.shadow ()',
    'create schema shadow',
    'create function audit.refuse_change() returns trigger language sql as $$ select null $$',
    'alter function audit.refuse_change() rename to other',
  ]) {
    expect([sql, await refusalOf(sql)]).toEqual([sql, expect.stringMatching(/^42501$/)]);
  }
  const owned = await scratch.run(
    "select 1 from pg_class where pg_get_userbyid(relowner) like '%writer' union all select 1 from pg_namespace where pg_get_userbyid(nspowner) like '%writer'",
  );
  expect(owned).toEqual([]);
});

test('who reads the gateway’s data for the graph sees nothing of the audit, and nobody has rights by being anybody', async () => {
  const reader = { ...scratch.writer, user: 'lienthong_gateway_reader' };
  await scratch.run('grant connect on database audit_rights to lienthong_gateway_reader');
  for (const table of TABLES) expect(await refusalOf(`select 1 from audit.${table}`, reader)).toBe('42501');
  const open = await scratch.run(
    `select relname from pg_class, aclexplode(relacl) where relnamespace = 'audit'::regnamespace and grantee = 0
     union all select nspname from pg_namespace, aclexplode(nspacl) where nspname = 'audit' and grantee = 0`,
  );
  expect(open).toEqual([]);
});

test.each(TABLES)('the owner’s ordinary mistake does not change audit.%s either', async (table) => {
  for (const sql of [`delete from audit.${table}`, `truncate audit.${table}`]) {
    expect([sql, await refusalOf(sql, scratch.owner)]).toEqual([sql, '42501']);
  }
});

test('the writer may write, within time limits', async () => {
  const limits = await withClient(site.writer({ statementTimeoutMs: 1_234 }), async (client) => {
    const { rows } = await client.query<{ name: string; setting: string }>(
      "select name, setting from pg_settings where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'default_transaction_read_only')",
    );
    return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  });
  expect(limits).toEqual({
    statement_timeout: '1234',
    lock_timeout: '1000',
    idle_in_transaction_session_timeout: '2000',
    default_transaction_read_only: 'off',
  });
});
