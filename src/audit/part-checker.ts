import { Client, type ClientConfig } from 'pg';
import type { LogCheck } from './log-check';
import type { Checker, LogPart, PartFindings } from './log-parts';
import { stateAt } from './log-state';
import { eachRecord, type RecordRow } from './record-rows';
import { openCheck, type VerifyOptions } from './verification';

/** What a checker of parts needs to begin. */
export interface CheckerTask {
  readonly config: ClientConfig;
  /** The name of a snapshot that a transaction has exported and keeps. */
  readonly snapshot: string;
  readonly options: VerifyOptions;
}

/** Checks parts of logs, one after the other, on two connections of its own. */
export class PartChecker implements Checker {
  private constructor(
    private readonly reader: Client,
    private readonly beside: Client,
    private readonly options: VerifyOptions,
  ) {}

  static async open({ config, snapshot, options }: CheckerTask): Promise<PartChecker> {
    const [reader, beside] = [new Client(config), new Client(config)];
    const checker = new PartChecker(reader, beside, options);
    try {
      for (const client of [reader, beside]) await connectTo(client, snapshot);
    } catch (error) {
      await checker.close();
      throw error;
    }
    return checker;
  }

  async check(part: LogPart): Promise<PartFindings> {
    const { origin, from, to } = part;
    const start = from === 0 ? null : await stateAt(this.beside, origin, from);
    const check = openCheck(part, this.options, start, start !== null);
    const checkpoints = new Checkpoints(this.beside, origin, check);
    await checkpoints.show();
    await eachRecord(this.reader, part, (row) => {
      if (check.fault) return null;
      checkRow(check, row);
      return checkpoints.isDue ? checkpoints.show() : null;
    });
    if (to === null) {
      await checkpoints.showRest();
      check.end();
    } else {
      check.endAt(to);
    }
    return { ...check.findings, start, end: check.state };
  }

  async close(): Promise<void> {
    await Promise.all([this.reader.end(), this.beside.end()]);
  }
}

function checkRow(check: LogCheck, row: RecordRow): void {
  const seq = check.size;
  const found = check.record(row.bytes, row.start, row.end);
  if (!found || row.repeats(found.columns, found.leaf)) return;
  check.report(seq, 'the columns beside the record say something else than the record');
}

const CHECKPOINTS = 'select size, note from audit.checkpoint where origin = $1 and size > $2 order by size limit 500';

/** The checkpoints of a log, each of which is shown to a check when it stands behind the records so far. */
class Checkpoints {
  private coming: { readonly size: string; readonly note: string }[] = [];
  private last: number;
  private isDone = false;

  constructor(
    private readonly client: Client,
    private readonly origin: string,
    private readonly check: LogCheck,
  ) {
    this.last = check.size === 0 ? -1 : check.size;
  }

  /** Whether the next one may belong here. */
  get isDue(): boolean {
    return !this.isDone && !(Number(this.coming[0]?.size) > this.check.size);
  }

  async show(): Promise<void> {
    while (this.isDue) await this.showNext();
  }

  /** There are no more records: what is left must not cover more. */
  async showRest(): Promise<void> {
    while (!this.isDone && !this.check.fault) await this.showNext();
  }

  private async showNext(): Promise<void> {
    const next = this.coming.shift();
    if (next) this.check.checkpoint(next.note);
    else await this.readOn();
  }

  private async readOn(): Promise<void> {
    const { rows } = await this.client.query<{ size: string; note: string }>(CHECKPOINTS, [this.origin, this.last]);
    this.coming = rows;
    this.last = Number(rows.at(-1)?.size ?? this.last);
    this.isDone = rows.length === 0;
  }
}

async function connectTo(client: Client, snapshot: string): Promise<void> {
  client.on('error', () => undefined);
  await client.connect();
  await client.query('begin isolation level repeatable read read only');
  await client.query(`set transaction snapshot ${client.escapeLiteral(snapshot)}`);
}
