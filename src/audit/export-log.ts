import { Client, type ClientConfig } from 'pg';
import { toCheckpointLine, toLogLine } from './export-lines';
import { stateAt } from './log-state';

/** What to export: the records that were decided from one time to before another, as ISO texts; all without them. */
export interface ExportPeriod {
  readonly from?: string;
  readonly to?: string;
}

interface Log {
  readonly origin: string;
  readonly publicKey: string;
  readonly startedAt: string;
}

/** The records of a log from `start` to before `end`: whole stretches between checkpoints, so that they can be verified. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

const MOST_ROWS = 1_000;
const LOGS = `
  select origin, public_key as "publicKey", to_char(started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "startedAt"
  from audit.log order by origin`;
const STRETCH = `
  with wanted as (
    select min(seq) as first, max(seq) as last from audit.record
    where origin = $1 and ($2::timestamptz is null or at >= $2) and ($3::timestamptz is null or at < $3))
  select
    (select max(size) from audit.checkpoint where origin = $1 and size <= first) as start,
    coalesce((select min(size) from audit.checkpoint where origin = $1 and size > last),
      (select max(seq) + 1 from audit.record where origin = $1)) as end
  from wanted where first is not null`;
const BODIES = 'select body from audit.record where origin = $1 and seq >= $2 and seq < $3 order by seq';
const CHECKPOINTS =
  'select size, note from audit.checkpoint where origin = $1 and size between $2 and $3 order by size';

/**
 * The lines of every log as the database stands at one moment; see docs/audit.md. Of a period, each log's stretch is
 * widened to the checkpoints around it: one that cannot be verified would prove nothing.
 */
export async function* exportLogs(config: ClientConfig, { from, to }: ExportPeriod = {}): AsyncGenerator<string> {
  const client = new Client(config);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('begin isolation level repeatable read read only');
    const { rows: logs } = await client.query<Log>(LOGS);
    for (const log of logs) {
      const { rows } = await client.query<{ start: string | null; end: string }>(STRETCH, [log.origin, from, to]);
      const [found] = rows;
      if (found) yield* exportLog(client, log, { start: Number(found.start ?? 0), end: Number(found.end) });
    }
  } finally {
    await client.end();
  }
}

async function* exportLog(client: Client, log: Log, { start, end }: Stretch): AsyncGenerator<string> {
  const { origin } = log;
  yield toLogLine({ ...log, start: await stateAt(client, origin, start) });
  for (let first = start; ; first += MOST_ROWS) {
    const last = Math.min(first + MOST_ROWS, end);
    const { rows } = await client.query<{ body: string }>(BODIES, [origin, first, last]);
    const notes = await client.query<{ size: string; note: string }>(CHECKPOINTS, [origin, first, last - 1]);
    const noteOf = new Map(notes.rows.map(({ size, note }) => [Number(size), note]));
    for (const [i, { body }] of rows.entries()) {
      const note = noteOf.get(first + i);
      if (note !== undefined) yield toCheckpointLine(note);
      yield body;
    }
    if (last >= end) break;
  }
  const { rows: notes } = await client.query<{ note: string }>(CHECKPOINTS, [origin, end, end]);
  for (const { note } of notes) yield toCheckpointLine(note);
}
