import { Client, type ClientConfig } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { eachLine } from './lines';
import type { LogCheck } from './log-check';
import type { RecordColumns } from './record-shape';
import { LogChecks, type Verification, type VerifyOptions } from './verification';

/** The body comes first, so that a byte before it is free; the other columns are compared as one text. */
const RECORDS = `copy (
  select body, encode(leaf, 'hex'), origin, seq, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    agreement, purpose, decision, reason
  from audit.record order by origin, seq) to stdout`;
const CHECKPOINTS = 'select size, note from audit.checkpoint where origin = $1 and size > $2 order by size limit 500';
const UNLISTED = `
  select distinct origin from audit.checkpoint c
  where not exists (select from audit.log where log.origin = c.origin)
    and not exists (select from audit.record where record.origin = c.origin) order by origin limit 100`;

const [TAB, BACKSLASH] = [9, 92];
/** The leaf's 64 digits and a tab stand before the origin. */
const ORIGIN_AT = 65;

/** Verifies every log of a database as it stands at one moment, with little memory, however long the logs are. */
export async function verifyDatabase(config: ClientConfig, options: VerifyOptions): Promise<Verification> {
  const [reader, beside] = [new Client(config), new Client(config)];
  for (const client of [reader, beside]) client.on('error', () => undefined);
  try {
    await Promise.all([reader.connect(), beside.connect()]);
    await shareSnapshot(reader, beside);
    const listed = await listLogs(beside);
    const logs = new LogChecks(options);
    let log: OpenLog | null = null;
    const turnTo = async (origin: string): Promise<OpenLog> => {
      await log?.finish();
      log = new OpenLog(origin, logs.begin(origin, listed.get(origin) ?? null), beside);
      listed.delete(origin);
      await log.start();
      return log;
    };
    await eachLine(reader.query(copyTo(RECORDS)), (bytes, start, end) => {
      const tab = bytes.indexOf(TAB, start);
      const columns = bytes.toString('latin1', tab + 1, end);
      if (log && columns.startsWith(log.prefix, ORIGIN_AT)) return log.add(bytes, start, tab, columns);
      const origin = columns.slice(ORIGIN_AT, columns.indexOf('\t', ORIGIN_AT));
      return turnTo(origin).then((opened) => opened.add(bytes, start, tab, columns) ?? undefined);
    });
    const { rows: unlisted } = await beside.query<{ origin: string }>(UNLISTED);
    for (const origin of [...listed.keys(), ...unlisted.map((row) => row.origin)]) await turnTo(origin);
    await (log as OpenLog | null)?.finish();
    return logs.end();
  } finally {
    await Promise.all([reader.end(), beside.end()]);
  }
}

/** One log of the database, whose checkpoints are read beside its records. */
class OpenLog {
  readonly prefix: string;
  private checkpoints: { readonly size: string; readonly note: string }[] = [];
  private last = -1;
  private isDone = false;

  constructor(
    readonly origin: string,
    private readonly check: LogCheck,
    private readonly client: Client,
  ) {
    this.prefix = `${origin}\t`;
  }

  start(): Promise<void> {
    return this.showCheckpoints();
  }

  /** Checks a row; gives a promise when more checkpoints have to be read before the next one. */
  add(bytes: Buffer, start: number, tab: number, columns: string): Promise<void> | null {
    if (this.check.fault) return null;
    const seq = this.check.size;
    const end = unescape(bytes, start, tab);
    const found = this.check.record(bytes, start, end);
    if (found && columns !== toRow(found.columns, found.leaf)) {
      this.check.report(seq, 'the columns beside the record say something else than the record');
    }
    return this.isDone || Number(this.checkpoints[0]?.size) > this.check.size ? null : this.showCheckpoints();
  }

  /** All records have been added: what checkpoints are left must not cover more. */
  async finish(): Promise<void> {
    while (!this.isDone && !this.check.fault) {
      await this.showCheckpoints();
      const [beyond] = this.checkpoints.splice(0, 1);
      if (beyond) this.check.checkpoint(beyond.note);
    }
  }

  /** Shows the checkpoints of the records so far, and reads on. */
  private async showCheckpoints(): Promise<void> {
    for (;;) {
      if (this.checkpoints.length === 0) {
        if (this.isDone) return;
        const { rows } = await this.client.query<{ size: string; note: string }>(CHECKPOINTS, [this.origin, this.last]);
        this.checkpoints = rows;
        this.last = Number(rows.at(-1)?.size ?? this.last);
        this.isDone = rows.length === 0;
        continue;
      }
      const [next] = this.checkpoints;
      if (!next || Number(next.size) > this.check.size) return;
      this.check.checkpoint(next.note);
      this.checkpoints.shift();
    }
  }
}

/** Lets two connections see the database as it is at this moment. */
async function shareSnapshot(first: Client, second: Client): Promise<void> {
  const begin = 'begin isolation level repeatable read read only';
  await first.query(begin);
  const { rows } = await first.query<{ id: string }>('select pg_export_snapshot() as id');
  await second.query(begin);
  await second.query(`set transaction snapshot '${rows[0]?.id ?? ''}'`);
}

async function listLogs(client: Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ origin: string; public_key: string }>(
    'select origin, public_key from audit.log order by origin',
  );
  return new Map(rows.map((row) => [row.origin, row.public_key]));
}

/** The columns beside a body as COPY writes them when they repeat what the body says. */
function toRow({ origin, seq, at, agreement, purpose, decision, reason }: RecordColumns, leaf: string): string {
  return [leaf, origin, seq, at, toField(agreement), toField(purpose), decision, toField(reason)].join('\t');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

function toField(text: string | null): string {
  if (text === null) return '\\N';
  return ESCAPED.test(text) ? text.replace(EACH_ESCAPED, (letter) => ESCAPES[letter] ?? letter) : text;
}

const ESCAPED = /[\\\b\f\n\r\t\v]/;
const EACH_ESCAPED = new RegExp(ESCAPED, 'g');

/** What COPY writes after a backslash, and the byte that it means; any other stands for itself. */
const MEANINGS = new Map(
  Object.entries({ b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 }).map(([letter, byte]) => [letter.charCodeAt(0), byte]),
);

/** Takes back COPY's escapes in place; gives the new end. A raw line break must not pass for the two letters of JSON. */
function unescape(bytes: Buffer, start: number, end: number): number {
  let from = nextBackslash(bytes, start, end);
  let to = from;
  while (from < end) {
    const letter = bytes[from + 1] ?? BACKSLASH;
    bytes[to] = MEANINGS.get(letter) ?? letter;
    const next = nextBackslash(bytes, from + 2, end);
    bytes.copyWithin(to + 1, from + 2, next);
    to += next - from - 1;
    from = next;
  }
  return to;
}

/** Where the next backslash stands; the end when there is none. */
function nextBackslash(bytes: Buffer, start: number, end: number): number {
  const found = start < end ? bytes.subarray(start, end).indexOf(BACKSLASH) : -1;
  return found < 0 ? end : start + found;
}
