import { type AuditLog, openAuditLog } from '../../src/audit/audit-log';
import { fromBody, leafOf, NO_PREVIOUS, toBody } from '../../src/audit/chained-record';
import { fromNote } from '../../src/audit/checkpoint';
import { MerkleTree } from '../../src/audit/merkle-tree';
import { parsePublicKey } from '../../src/audit/signed-note';
import type { Site } from '../../src/database/site';
import { openTestSite } from '../support/cluster';
import { makeScratchLog, rememberEvents, type ScratchLog, SEED, someRecord } from './scratch-log';

interface Row {
  readonly seq: string;
  readonly body: string;
  readonly leaf: string;
}

let site: Site;
let scratch: ScratchLog;
beforeAll(async () => {
  site = await openTestSite();
  scratch = await makeScratchLog(site, 'audit_chain');
});
afterAll(async () => {
  await scratch.drop();
  await site.close();
});

const open = (events = rememberEvents()): Promise<AuditLog> =>
  openAuditLog({ connection: () => scratch.writer, seed: SEED, log: events.log });
const rowsOf = (origin: string): Promise<readonly Row[]> =>
  scratch.run<Row>("select seq, body, encode(leaf, 'hex') as leaf from audit.record where origin = $1 order by seq", [
    origin,
  ]);

test('each record carries the hash of the one before, and is given back as it stands in the log', async () => {
  const log = await open();
  const given = [
    someRecord(),
    someRecord({ decision: 'refused', reason: 'PURPOSE_NOT_GRANTED', outcome: 'refused' }, 0),
    someRecord(),
  ];
  const kept = await Promise.all(given.map((record) => log.append({ record })));
  await log.close();
  const rows = await rowsOf(log.origin);
  let previous = NO_PREVIOUS;
  for (const [seq, { body, leaf }] of rows.entries()) {
    expect(body).toBe(toBody(given[seq]!, { origin: log.origin, seq, previous }));
    expect(fromBody(body)).toEqual(kept[seq]);
    expect(leaf).toBe(leafOf(body));
    previous = leaf;
  }
  expect(rows).toHaveLength(3);
});

test('a last checkpoint signs all records, and the log’s key verifies it', async () => {
  const log = await open();
  for (let i = 0; i < 5; i += 1) await log.append({ record: someRecord() });
  await log.close();
  const tree = new MerkleTree();
  for (const { leaf } of await rowsOf(log.origin)) tree.append(leaf);
  const notes = await scratch.run<{ note: string }>(
    'select note from audit.checkpoint where origin = $1 order by size',
    [log.origin],
  );
  const [listed] = await scratch.run<{ public_key: string }>('select public_key from audit.log where origin = $1', [
    log.origin,
  ]);
  expect(listed?.public_key).toBe(log.publicKey);
  expect(fromNote(notes.at(-1)!.note, [parsePublicKey(log.publicKey)])).toEqual({
    origin: log.origin,
    size: 5,
    root: tree.root(),
  });
});

test('records that come while a commit is under way share the next one', async () => {
  const log = await open();
  const records = Array.from({ length: 1_200 }, () => someRecord());
  await Promise.all(records.map((record) => log.append({ record })));
  const [found] = await scratch.run<{ records: number; commits: number }>(
    'select count(*)::int as records, count(distinct xmin::text)::int as commits from audit.record where origin = $1',
    [log.origin],
  );
  expect(found?.records).toBe(1_200);
  expect(found?.commits).toBeLessThanOrEqual(5);
  await log.close();
});
