import { isDeepStrictEqual } from 'node:util';
import type { Client } from 'pg';
import type { LogFindings, Start } from './log-check';
import type { Stretch } from './record-rows';

/** A log as it is listed, with the number of records that it seems to have. */
export interface ListedLog {
  readonly origin: string;
  /** The key that it names itself; null when it is listed nowhere. */
  readonly publicKey: string | null;
  readonly size: number;
}

/** A part of a log that is checked by itself: it starts where a checkpoint is, and ends at one or with the log. */
export interface LogPart extends Stretch {
  readonly publicKey: string | null;
}

/**
 * What was found in a part. It holds if the part before has no fault and leaves behind what this one started from, which
 * was worked out of the leaves in the database: they are looked at in their own part.
 */
export interface PartFindings extends LogFindings {
  readonly start: Start | null;
  readonly end: Start;
}

/** Who checks parts, one after the other. */
export interface Checker {
  check(part: LogPart): Promise<PartFindings>;
  close(): Promise<void>;
}

/** So large is a part beside the one before it, since it takes the reading of all leaves before as well. */
const SHRINKING = 0.8;
const BOUNDARY =
  'select min(size)::float8 as size from audit.checkpoint where origin = $1 and size >= $2 and size < $3';

/** Cuts a log at checkpoints into so many parts, which should take about as long each. */
export async function cut(
  client: Client,
  { origin, publicKey, size }: ListedLog,
  count: number,
): Promise<readonly LogPart[]> {
  const bounds = [0];
  const weights = Array.from({ length: count }, (_, part) => SHRINKING ** part);
  const whole = weights.reduce((sum, weight) => sum + weight);
  let before = 0;
  for (const weight of weights.slice(0, -1)) {
    before += weight;
    const wanted = Math.round((size * before) / whole);
    const { rows } = await client.query<{ size: number | null }>(BOUNDARY, [origin, wanted, size]);
    const bound = rows[0]?.size ?? 0;
    if (bound > (bounds.at(-1) ?? 0)) bounds.push(bound);
  }
  return bounds.map((from, i) => ({ origin, publicKey, from, to: bounds[i + 1] ?? null }));
}

/** What was found in a log of which these are the parts, in order. */
export function join(origin: string, parts: readonly PartFindings[]): LogFindings {
  return parts.reduce((before, part) => {
    if (before.fault) return before;
    const fault = isDeepStrictEqual(before.end, part.start)
      ? part.fault
      : { origin, seq: before.end.tree.size, last: null, what: 'the records before are others than their leaves say' };
    return {
      ...part,
      records: before.records + part.records,
      checkpoints: before.checkpoints + part.checkpoints,
      fault,
    };
  });
}
