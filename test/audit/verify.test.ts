import { Readable } from 'node:stream';
import type { Client } from 'pg';
import { type Checkpoint, fromNote } from '../../src/audit/checkpoint';
import { exportLogs } from '../../src/audit/export-log';
import { parsePublicKey } from '../../src/audit/signed-note';
import type { Verification } from '../../src/audit/verification';
import { verifyDatabase } from '../../src/audit/verify-database';
import { verifyExport } from '../../src/audit/verify-export';
import type { Site } from '../../src/database/site';
import { openTestSite } from '../support/cluster';
import { attack, ATTACKS, type LogRows, randomOf, readLogs, writeLogs } from './attacks';
import { connect, makeScratchLog, type ScratchLog, someRecord } from './scratch-log';
import { SIGNER, writeLog } from './written-log';

const SIZES = [14, 20, 9];
const GUARDS = ['log', 'record', 'checkpoint']
  .map((table) => `alter table audit.${table} disable trigger all`)
  .join(';');
const pinned = [parsePublicKey(SIGNER.publicKey)];

let site: Site;
let scratch: ScratchLog;
let owner: Client;
let logs: readonly LogRows[];
let known: readonly Checkpoint[];
beforeAll(async () => {
  site = await openTestSite();
  scratch = await makeScratchLog(site, 'audit_verify');
  owner = await connect(scratch.owner);
  await owner.query(GUARDS);
  const written = [];
  for (const size of SIZES) written.push(await writeLog(owner, size, () => someRecord(), { batch: 4, signed: 5 }));
  known = written.map(({ note }) => fromNote(note, pinned)!);
  logs = await readLogs(owner);
});
afterAll(async () => {
  await owner.end();
  await scratch.drop();
  await site.close();
});
beforeEach(() => writeLogs(owner, logs));

const verify = (): Promise<Verification> => verifyDatabase(scratch.writer, { pinned, known });
const verifyCut = (threads: number): Promise<Verification> =>
  verifyDatabase(scratch.writer, { pinned, known }, { cutFrom: 1, parts: 3, threads });

async function exported(period = {}): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of exportLogs(scratch.writer, period)) lines.push(line);
  return lines;
}

/** Verifies lines, cut into chunks of so many bytes. */
function verifyLines(lines: readonly string[], bytes = 1_000, options = { pinned, known }): Promise<Verification> {
  const text = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const chunks = Array.from({ length: Math.ceil(text.length / bytes) }, (_, i) =>
    text.subarray(i * bytes, (i + 1) * bytes),
  );
  return verifyExport(Readable.from(chunks), options);
}

test('whole logs are found whole, in the database and exported', async () => {
  const whole = { logs: 3, records: 43, checkpoints: 12, unsigned: 0, faults: [] };
  expect(await verify()).toEqual(whole);
  expect(await verifyCut(1)).toEqual(whole);
  expect(await verifyCut(2)).toEqual(whole);
  const lines = await exported();
  expect(await verifyLines(lines)).toEqual(whole);
  expect(await verifyLines(lines, 7)).toEqual(whole);
});

test('without a pinned key the logs’ own are taken', async () => {
  expect((await verifyDatabase(scratch.writer, { pinned: [], known: [] })).faults).toEqual([]);
});

test.each(Object.keys(ATTACKS))('it is found, and the first bad record is named, when %s', async (kind) => {
  const random = randomOf(kind.length);
  for (let i = 0; i < 6; i += 1) expect(await attack(owner, kind, logs, random, verify)).toBe(null);
  for (let i = 0; i < 6; i += 1) expect(await attack(owner, kind, logs, random, () => verifyCut(1))).toBe(null);
});

test('threads find what is found without them, and tell what goes wrong in them', async () => {
  const random = randomOf(1);
  for (const kind of Object.keys(ATTACKS).slice(0, 5)) {
    await writeLogs(owner, ATTACKS[kind]!(logs, random).logs);
    expect(await verifyCut(2)).toEqual(await verifyCut(1));
  }
  const nobody = { ...scratch.writer, connectionString: undefined, user: 'nobody_of_this_name' };
  await expect(verifyDatabase(nobody, { pinned, known }, { cutFrom: 1, parts: 3, threads: 2 })).rejects.toThrow(
    'nobody',
  );
});

const WITHOUT_RULES = `
  alter table audit.record drop constraint record_pkey, drop constraint record_leaf_check, drop constraint record_seq_check;
  ${['origin', 'seq', 'body', 'leaf', 'at', 'decision'].map((column) => `alter table audit.record alter ${column} drop not null`).join(';')}`;

test.each([
  ['a leaf is too short', 'update audit.record set leaf = substr(leaf, 2) where seq = 3', 3],
  ['a leaf is missing', 'update audit.record set leaf = null where seq = 3', 3],
  ['a time is missing', 'update audit.record set at = null where seq = 3', 3],
  ['a body is missing', 'update audit.record set body = null where seq = 3', 3],
  ['a decision is missing', 'update audit.record set decision = null where seq = 3', 3],
  ['a number is missing', 'update audit.record set seq = null where seq = 3', 3],
  ['a number is below 0', 'update audit.record set seq = -1 where seq = 0', 0],
  ['a number is as high as can be', 'update audit.record set seq = 9223372036854775807 where seq = 19', 19],
  ['a record stands twice', 'insert into audit.record select * from audit.record where seq = 3', 4],
  [
    'a record of no log is put in',
    'insert into audit.record select null, seq, body, leaf, at, agreement, purpose, decision, reason from audit.record where seq = 3',
    0,
  ],
])('it is found in a table without its constraints when %s', async (_, sql, seq) => {
  const broken = await makeScratchLog(site, 'audit_broken');
  try {
    const client = await connect(broken.owner);
    await writeLog(client, 20, () => someRecord(), { batch: 4, signed: 5 });
    await client.query(`${GUARDS}; ${WITHOUT_RULES}; ${sql}`);
    await client.end();
    const { faults } = await verifyDatabase(broken.writer, { pinned, known: [] });
    expect(faults.at(0)).toMatchObject({ seq });
  } finally {
    await broken.drop();
  }
});

const LINE_ATTACKS: Readonly<Record<string, (lines: readonly string[], at: number) => readonly string[]>> = {
  'a letter is changed': (lines, at) => lines.with(at, lines[at]!.replace(/[a-f](?=[^a-f]*$)/, 'x')),
  'a line is removed': (lines, at) => lines.toSpliced(at, 1),
  'a line stands twice': (lines, at) => lines.toSpliced(at, 0, lines[at]!),
  'two lines change places': (lines, at) => lines.toSpliced(at, 2, lines[at + 1]!, lines[at]!),
  'a line of nonsense is put in': (lines, at) => lines.toSpliced(at, 0, '{"log":{"origin":1}}'),
  'the end is cut off': (lines, at) => lines.slice(0, at),
  'the last line is cut in the middle': (lines) => lines.with(-1, lines.at(-1)!.slice(0, -30)),
};

test.each(Object.keys(LINE_ATTACKS))('an exported log is not whole any more when %s', async (kind) => {
  const lines = await exported();
  for (const [at, line] of lines.slice(0, -1).entries()) {
    if (!line.startsWith('{"actor"')) continue;
    const { faults } = await verifyLines(LINE_ATTACKS[kind]!(lines, at));
    expect([at, line, faults.length > 0]).toEqual([at, line, true]);
  }
});

test('a part of a log can be exported and verified by itself', async () => {
  const [log] = logs;
  const times = log!.records.map(({ body }) => (JSON.parse(body) as { at: string }).at);
  const lines = await exported({ from: times[7], to: new Date(Date.parse(times[7]!) + 1).toISOString() });
  const found = await verifyLines(lines, 1_000, { pinned, known: [] });
  expect(found).toMatchObject({ unsigned: 0, faults: [] });
  expect(found.records).toBeGreaterThan(0);
  expect(found.records).toBeLessThan(43);
  const first = lines.findIndex((line) => line.startsWith('{"actor"'));
  expect((await verifyLines(lines.toSpliced(first, 1), 1_000, { pinned, known: [] })).faults).toHaveLength(1);
});
