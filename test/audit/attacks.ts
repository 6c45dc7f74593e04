import { randomUUID } from 'node:crypto';
import type { ClientBase } from 'pg';
import { chain } from '../../src/audit/batch';
import { type ChainedRecord, fromBody, leafOf, NO_PREVIOUS } from '../../src/audit/chained-record';
import { toNote } from '../../src/audit/checkpoint';
import { MerkleTree } from '../../src/audit/merkle-tree';
import { createSigner } from '../../src/audit/signed-note';
import type { Verification } from '../../src/audit/verification';
import { KEY_NAME } from '../../src/audit/audit-log';
import { someRecord } from './scratch-log';

/** A row of audit.record, as whoever administers the database can write it. */
export interface RecordRow {
  readonly origin: string;
  readonly seq: number;
  readonly body: string;
  readonly leaf: string;
  readonly at: string;
  readonly agreement: string | null;
  readonly purpose: string | null;
  readonly decision: string;
  readonly reason: string | null;
}

interface Note {
  readonly size: number;
  readonly note: string;
}

/** One log as it stands in the database. */
export interface LogRows {
  readonly origin: string;
  /** Empty for a log that is not listed. */
  readonly publicKey: string;
  readonly records: readonly RecordRow[];
  readonly checkpoints: readonly Note[];
}

/** What is left after an attack, and which record is not as it was written; null for a log as a whole or a checkpoint. */
export interface Attacked {
  readonly logs: readonly LogRows[];
  readonly origin: string;
  readonly seq: number | null;
}

/** A number from 0 to below `most`. */
export type Random = (most: number) => number;
type Attack = (logs: readonly LogRows[], random: Random) => Attacked;

/** The generator mulberry32, so that a run can be repeated. */
export function randomOf(seed: number): Random {
  let state = seed;
  return (most) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * most);
  };
}

const FOREIGN = createSigner(KEY_NAME, Buffer.alloc(32, 66));

/** Reads the logs of a database. */
export async function readLogs(client: ClientBase): Promise<readonly LogRows[]> {
  const logs = await client.query<{ origin: string; publicKey: string }>(
    'select origin, public_key as "publicKey" from audit.log order by origin collate "C"',
  );
  const records = await client.query<{ row: RecordRow }>(`
    select json_build_object('origin', origin, 'seq', seq, 'body', body, 'leaf', encode(leaf, 'hex'), 'at', at,
      'agreement', agreement, 'purpose', purpose, 'decision', decision, 'reason', reason) as row
    from audit.record order by seq`);
  const notes = await client.query<Note & { origin: string }>(
    'select origin, size::int as size, note from audit.checkpoint order by size',
  );
  return logs.rows.map((log) => ({
    ...log,
    records: records.rows.map(({ row }) => row).filter(({ origin }) => origin === log.origin),
    checkpoints: notes.rows.filter(({ origin }) => origin === log.origin).map(({ size, note }) => ({ size, note })),
  }));
}

/** Puts logs in place of those of a database. Its guards have to be off. */
export async function writeLogs(client: ClientBase, logs: readonly LogRows[]): Promise<void> {
  const listed = logs.filter(({ publicKey }) => publicKey !== '');
  await client.query('begin; truncate audit.log, audit.record, audit.checkpoint');
  await client.query(
    'insert into audit.log (origin, started_at, public_key) select origin, now(), key from unnest($1::text[], $2::text[]) as rows(origin, key)',
    [listed.map(({ origin }) => origin), listed.map(({ publicKey }) => publicKey)],
  );
  await client.query(
    `insert into audit.record select origin, seq, body, decode(leaf, 'hex'), at, agreement, purpose, decision, reason
     from jsonb_to_recordset($1) as rows(origin text, seq bigint, body text, leaf text, at timestamptz, agreement text, purpose text, decision text, reason text)`,
    [JSON.stringify(logs.flatMap(({ records }) => records))],
  );
  await client.query(
    'insert into audit.checkpoint select * from jsonb_to_recordset($1) as rows(origin text, size bigint, note text)',
    [JSON.stringify(logs.flatMap(({ origin, checkpoints }) => checkpoints.map((each) => ({ origin, ...each }))))],
  );
  await client.query('commit');
}

/** Every kind of attack, by what whoever administers the database does; the signing key is out of their reach. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  'a letter of a record is changed': onRecord((row, random) => ({ ...row, body: changeLetter(row.body, random) })),
  'a record and its hash are changed': onRecord((row, random) =>
    rehash({ ...row, body: changeLetter(row.body, random) }),
  ),
  'a record is spelt otherwise': onRecord((row) => rehash({ ...row, body: row.body.replace('"at":', '"at": ') })),
  'a letter is escaped that need not be': onRecord((row) => ({
    ...row,
    body: row.body.replace('portal', '\\u0070ortal'),
  })),
  'an escaped line break is put in plainly': onRecord((row) => ({ ...row, body: row.body.replace('\\n', '\n') })),
  'a hash is changed': onRecord((row, random) => ({ ...row, leaf: changeDigit(row.leaf, random) })),
  'a column is changed': onRecord((row, random) => {
    const changes: Partial<RecordRow>[] = [
      { at: new Date(Date.parse(row.at) + 86_400_000).toISOString() },
      { agreement: row.agreement === null ? 'other' : null },
      { purpose: 'another-purpose' },
      { decision: row.decision === 'allowed' ? 'refused' : 'allowed' },
      { reason: row.reason === null ? 'EXPIRED' : null },
    ];
    return { ...row, ...changes[random(changes.length)] };
  }),
  'a record is removed': onLog((log, seq) => ({ ...log, records: log.records.filter((row) => row.seq !== seq) })),
  'a record is put in place of another': onLog((log, seq, random) => {
    const other = (seq + 1 + random(log.records.length - 1)) % log.records.length;
    const row = { ...log.records[other]!, seq };
    return { ...log, records: log.records.map((each) => (each.seq === seq ? row : each)) };
  }),
  'two records change places': (logs, random) => {
    const [log, seq] = choose(logs, random);
    const first = Math.min(seq, log.records.length - 2);
    const [a, b] = [log.records[first]!, log.records[first + 1]!];
    const records = log.records.map((row) =>
      row === a ? { ...b, seq: a.seq } : row === b ? { ...a, seq: b.seq } : row,
    );
    return { logs: replace(logs, { ...log, records }), origin: log.origin, seq: first };
  },
  'a record is changed and all that follow are hashed anew': onChain((records, seq) => changeRecord(records, seq)),
  'a record is taken out and all that follow are hashed anew': onChain((records, seq) => records.toSpliced(seq, 1)),
  'a record is put in and all that follow are hashed anew': onChain((records, seq) =>
    records.toSpliced(seq, 0, { ...records[0]!, ...someRecord() }),
  ),
  'two records change places and all are hashed anew': onChain(
    (records, seq) =>
      records.toSpliced(
        Math.min(seq, records.length - 2),
        2,
        records[Math.min(seq, records.length - 2) + 1]!,
        records[Math.min(seq, records.length - 2)]!,
      ),
    (seq, length) => Math.min(seq, length - 2),
  ),
  'all is hashed anew and later checkpoints are removed': onChain(changeRecord, undefined, (log, seq) => ({
    ...log,
    checkpoints: log.checkpoints.filter(({ size }) => size <= seq),
  })),
  'all is hashed anew and signed with another key': onChain(changeRecord, undefined, (log, seq) => ({
    ...log,
    checkpoints: log.checkpoints.map((each) => (each.size > seq ? forge(log, each.size) : each)),
  })),
  'all is hashed anew, signed with another key, and that key is named': onChain(
    changeRecord,
    () => 0,
    (log) => ({
      ...log,
      publicKey: FOREIGN.publicKey,
      checkpoints: log.checkpoints.map(({ size }) => forge(log, size)),
    }),
  ),
  'the last records are removed': onLog((log, seq) => ({
    ...log,
    records: log.records.filter((row) => row.seq < seq),
  })),
  'the last records are removed with their checkpoints': onLog((log, seq) => ({
    ...log,
    records: log.records.filter((row) => row.seq < seq),
    checkpoints: log.checkpoints.filter(({ size }) => size <= seq),
  })),
  'a log is removed': (logs, random) => {
    const [{ origin }] = choose(logs, random);
    return { logs: logs.filter((log) => log.origin !== origin), origin, seq: null };
  },
  'a log is removed from the list': (logs, random) => {
    const [log] = choose(logs, random);
    return { logs: replace(logs, { ...log, publicKey: '' }), origin: log.origin, seq: 0 };
  },
  'a log is added': (logs, random) => {
    const [log] = choose(logs, random);
    const origin = `lienthong/${randomUUID()}`;
    const copy = rechain(
      { ...log, origin },
      log.records.map(({ body }) => fromBody(body)),
    );
    const checkpoints = random(2) === 0 ? [] : log.checkpoints.map(({ size }) => forge(copy, size));
    return { logs: [...logs, { ...copy, checkpoints }], origin, seq: null };
  },
  'two logs change their names': (logs, random) => {
    const [log] = choose(logs, random);
    const other = logs.find((each) => each !== log)!;
    const swapped = logs.map((each) =>
      each === log ? rename(log, other.origin) : each === other ? rename(other, log.origin) : each,
    );
    return { logs: swapped, origin: log.origin, seq: 0 };
  },
  'two logs change places with all that they say': (logs, random) => {
    const [log] = choose(logs, random);
    const other = logs.find((each) => each !== log)!;
    const take = (from: LogRows, to: LogRows): LogRows =>
      rechain(
        { ...to, checkpoints: to.checkpoints },
        from.records.map(({ body }) => fromBody(body)),
      );
    const swapped = logs.map((each) => (each === log ? take(other, log) : each === other ? take(log, other) : each));
    return { logs: swapped, origin: log.origin, seq: 0 };
  },
  'a checkpoint is forged': onNote((log, { size }) => forge(log, size)),
  'a checkpoint’s text is changed': onNote((_, { size, note }, random) => {
    const line = random(note.split('\n').length - 2);
    return {
      size,
      note: note
        .split('\n')
        .map((text, i) => (i === line ? changeLetter(`${text}x`, random) : text))
        .join('\n'),
    };
  }),
  'a checkpoint of another size is put in': onNote((log, { size }) => {
    const other = log.checkpoints.find((each) => each.size !== size)!;
    return { size, note: other.note };
  }),
};

/** An attack on one record alone; a record that it leaves as it was is not taken. */
function onRecord(change: (row: RecordRow, random: Random) => RecordRow): Attack {
  return onLog((log, seq, random) => ({
    ...log,
    records: log.records.map((row) => (row.seq === seq ? change(row, random) : row)),
  }));
}

function onLog(change: (log: LogRows, seq: number, random: Random) => LogRows): Attack {
  return (logs, random) => {
    const [log, seq] = choose(logs, random);
    return { logs: replace(logs, change(log, seq, random)), origin: log.origin, seq };
  };
}

/** An attack that hashes everything anew from a record on. */
function onChain(
  change: (records: readonly ChainedRecord[], seq: number) => readonly ChainedRecord[],
  bad: (seq: number, length: number) => number = (seq) => seq,
  after: (log: LogRows, seq: number) => LogRows = (log) => log,
): Attack {
  return (logs, random) => {
    const [log, seq] = choose(logs, random);
    const records = change(
      log.records.map(({ body }) => fromBody(body)),
      seq,
    );
    return {
      logs: replace(logs, after(rechain(log, records), seq)),
      origin: log.origin,
      seq: bad(seq, log.records.length),
    };
  };
}

function onNote(change: (log: LogRows, note: Note, random: Random) => Note): Attack {
  return (logs, random) => {
    const [log] = choose(logs, random);
    const index = 1 + random(log.checkpoints.length - 1);
    const target = log.checkpoints[index]!;
    const checkpoints = log.checkpoints.map((each) => (each === target ? change(log, each, random) : each));
    return { logs: replace(logs, { ...log, checkpoints }), origin: log.origin, seq: null };
  };
}

function choose(logs: readonly LogRows[], random: Random): readonly [LogRows, number] {
  const log = logs[random(logs.length)]!;
  return [log, random(log.records.length)];
}

function replace(logs: readonly LogRows[], log: LogRows): readonly LogRows[] {
  return logs.map((each) => (each.origin === log.origin ? log : each));
}

/** Chains records anew; their rows say what they say. */
function rechain(log: LogRows, records: readonly ChainedRecord[]): LogRows {
  const { bodies, leaves, records: chained } = chain(records, { origin: log.origin, seq: 0, previous: NO_PREVIOUS });
  const rows = chained.map(({ origin, seq, at, agreement, purpose, decision, reason }, i) => ({
    ...{ origin, seq, at, agreement: agreement?.id ?? null, purpose, decision, reason },
    ...{ body: bodies[i]!, leaf: leaves[i]! },
  }));
  return { ...log, records: rows };
}

function rename(log: LogRows, origin: string): LogRows {
  return { ...log, origin, records: log.records.map((row) => ({ ...row, origin })) };
}

/** A checkpoint of what the log says now, signed with a key that is not the installation's. */
function forge({ origin, records }: LogRows, size: number): Note {
  const tree = new MerkleTree();
  for (const { leaf } of records.slice(0, size)) tree.append(leaf);
  return { size, note: toNote({ origin, size, root: tree.root() }, FOREIGN) };
}

function changeRecord(records: readonly ChainedRecord[], seq: number): readonly ChainedRecord[] {
  return records.map((record) => (record.seq === seq ? { ...record, purpose: 'another-purpose' } : record));
}

function rehash(row: RecordRow): RecordRow {
  return { ...row, leaf: leafOf(row.body) };
}

function changeLetter(text: string, random: Random): string {
  const at = random(text.length);
  const letter = text[at] === 'a' ? 'b' : 'a';
  return `${text.slice(0, at)}${letter}${text.slice(at + 1)}`;
}

function changeDigit(text: string, random: Random): string {
  const at = random(text.length);
  return `${text.slice(0, at)}${text[at] === '0' ? '1' : '0'}${text.slice(at + 1)}`;
}

/** One attack of a kind, carried out on a database and verified there: what is wrong with what was found, if anything. */
export async function attack(
  client: ClientBase,
  kind: string,
  logs: readonly LogRows[],
  random: Random,
  verify: () => Promise<Verification>,
): Promise<string | null> {
  const { logs: after, origin, seq } = ATTACKS[kind]!(logs, random);
  await writeLogs(client, after);
  const { faults } = await verify();
  const fault = faults.find((each) => each.origin === origin);
  if (!fault) return `${kind}: not found in ${origin}, record ${seq ?? 'any'}; found ${JSON.stringify(faults)}`;
  const isNamed = seq === null || (fault.seq !== null && fault.seq <= seq && seq <= (fault.last ?? fault.seq));
  return isNamed ? null : `${kind}: record ${seq} was meant, and this was found: ${JSON.stringify(fault)}`;
}
