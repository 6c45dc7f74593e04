import { Client, type ClientConfig } from 'pg';
import { REGISTERS, type Register } from '../values/databases';
import { fromBody, type ChainedRecord } from './chained-record';
import { TOKEN_BYTES } from './keyed-hash';

/** What was disclosed under an agreement in a year, by purpose, and what was refused. Months are those of Viet Nam. */
export interface AgreementReport {
  readonly agreement: string;
  readonly year: number;
  readonly purposes: readonly PurposeReport[];
  readonly refusals: readonly { readonly reason: string; readonly requests: number }[];
}

export interface PurposeReport extends Disclosed {
  /** Null where a request without a purpose was answered. */
  readonly purpose: string | null;
  readonly fields: readonly { readonly field: string; readonly requests: number; readonly masked: number }[];
  readonly months: readonly ({ readonly month: string; readonly fields: readonly string[] } & Disclosed)[];
}

export interface Disclosed {
  /** Requests that were answered, in whole or in part. */
  readonly requests: number;
  /** Distinct records of each register whose subjects were disclosed. */
  readonly subjects: Readonly<Record<Register, number>>;
  /**
   * Distinct people disclosed, as far as the log can tell: it knows them by tokens of each register, so this is the
   * largest of `subjects`. There may be more, where one register's people are not another's.
   */
  readonly people: number;
}

const RECORDS = `
  select body from audit.record
  where agreement = $1 and (at, origin, seq) > ($2::timestamptz, $3, $4) and at < $5 order by at, origin, seq limit 1000`;
/** Viet Nam has had this offset since 1975, and no summer time. */
const OFFSET = '+07:00';
const OFFSET_MS = 7 * 3_600_000;

/** Reads all of an agreement's records of a year, a thousand at a time; remembers 16 bytes for each distinct subject. */
export async function reportAgreement(config: ClientConfig, agreement: string, year: number): Promise<AgreementReport> {
  const purposes = new Map<string | null, PurposeTally>();
  const refusals = new Map<string, number>();
  const client = new Client(config);
  client.on('error', () => undefined);
  try {
    await client.connect();
    const end = `${year + 1}-01-01T00:00:00${OFFSET}`;
    let after: readonly [string, string, number] = [`${year}-01-01T00:00:00${OFFSET}`, '', -1];
    for (;;) {
      const { rows } = await client.query<{ body: string }>(RECORDS, [agreement, ...after, end]);
      for (const { body } of rows) {
        const record = fromBody(body);
        after = [record.at, record.origin, record.seq];
        if (record.outcome === 'answered' || record.outcome === 'partly answered')
          tallyOf(purposes, record).add(record);
        else add(refusals, record.reason ?? 'UNKNOWN');
      }
      if (rows.length === 0) break;
    }
  } finally {
    await client.end();
  }
  return {
    agreement,
    year,
    purposes: [...purposes.values()]
      .map((tally) => tally.report())
      .sort((a, b) => compare(a.purpose ?? '', b.purpose ?? '')),
    refusals: sorted(refusals).map(([reason, requests]) => ({ reason, requests })),
  };
}

/** What is counted of one purpose. */
class PurposeTally {
  private readonly year = new Distinct();
  private readonly fields = new Map<string, { requests: number; masked: number }>();
  private readonly months = new Map<string, { distinct: Distinct; fields: Set<string> }>();

  constructor(private readonly purpose: string | null) {}

  add(record: ChainedRecord): void {
    const name = new Date(Date.parse(record.at) + OFFSET_MS).toISOString().slice(0, 7);
    const month = this.months.get(name) ?? { distinct: new Distinct(), fields: new Set<string>() };
    this.months.set(name, month);
    this.year.add(record);
    month.distinct.add(record);
    const masked = new Set(record.masked);
    for (const field of record.fields) {
      month.fields.add(field);
      const known = this.fields.get(field) ?? { requests: 0, masked: 0 };
      known.requests += 1;
      if (masked.has(field)) known.masked += 1;
      this.fields.set(field, known);
    }
  }

  report(): PurposeReport {
    return {
      purpose: this.purpose,
      ...this.year.report(),
      fields: sorted(this.fields).map(([field, counts]) => ({ field, ...counts })),
      months: sorted(this.months).map(([month, { distinct, fields }]) => ({
        month,
        ...distinct.report(),
        fields: [...fields].sort(),
      })),
    };
  }
}

/** Counts requests and the distinct subjects of each register. */
class Distinct {
  private requests = 0;
  private readonly tokens = new Map<Register, Set<string>>(REGISTERS.map((register) => [register, new Set()]));

  add({ subjects }: ChainedRecord): void {
    this.requests += 1;
    for (const { register, tokens } of subjects) {
      const seen = this.tokens.get(register);
      for (let at = 0; at < tokens.length; at += TOKEN_BYTES)
        seen?.add(tokens.toString('latin1', at, at + TOKEN_BYTES));
    }
  }

  report(): Disclosed {
    const sizes = REGISTERS.map((register) => [register, this.tokens.get(register)?.size ?? 0] as const);
    const subjects = Object.fromEntries(sizes) as Record<Register, number>;
    return { requests: this.requests, people: Math.max(...sizes.map(([, size]) => size)), subjects };
  }
}

function tallyOf(purposes: Map<string | null, PurposeTally>, { purpose }: ChainedRecord): PurposeTally {
  const tally = purposes.get(purpose) ?? new PurposeTally(purpose);
  purposes.set(purpose, tally);
  return tally;
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sorted<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].sort(([a], [b]) => compare(a, b));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
