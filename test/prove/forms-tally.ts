import type { Client } from 'pg';
import type { ImportedForm } from '../../src/campaigns/forms/import-form';

export interface FormsProven {
  readonly sent: number;
  /** How often a connection was cut off before the file was taken. */
  readonly cuts: number;
  readonly lines: number;
  readonly accepted: number;
  readonly unchanged: number;
  readonly refused: number;
  /** How often a file was sent in each way. */
  readonly ways: Readonly<Record<string, number>>;
  /** How many lines were refused, or files not taken, for each reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** What was otherwise than the naive model has it; the first ones. */
  readonly differences: readonly string[];
  /** Lines of files that are neither accepted, nor unchanged, nor refused. */
  readonly unaccounted: number;
  /** Lines that were taken twice. */
  readonly doubled: number;
}

/** Adds up what becomes of the files of a proof. */
export class Tally {
  /** Whose files are counted: other tests send files to the same database. */
  readonly campaigns: string[] = [];
  private sent = 0;
  private cuts = 0;
  private readonly sums = { lines: 0, accepted: 0, unchanged: 0, refused: 0 };
  private readonly ways: Record<string, number> = {};
  private readonly reasons: Record<string, number> = {};
  readonly differences: string[] = [];

  send(way: string): void {
    this.sent += 1;
    this.ways[way] = (this.ways[way] ?? 0) + 1;
  }

  cut(isCut: boolean): void {
    if (isCut) this.cuts += 1;
  }

  take(outcome: ImportedForm): void {
    for (const sum of ['lines', 'accepted', 'unchanged', 'refused'] as const) this.sums[sum] += outcome[sum];
    for (const [reason, lines] of Object.entries(outcome.reasons)) {
      this.reasons[reason] = (this.reasons[reason] ?? 0) + lines;
    }
    if (outcome.fault !== null && outcome.lines === 0) {
      this.reasons[outcome.fault] = (this.reasons[outcome.fault] ?? 0) + 1;
    }
  }

  differ(what: string): void {
    if (this.differences.length < 20) this.differences.push(what);
  }

  told(): Omit<FormsProven, 'unaccounted' | 'doubled'> {
    const { sent, cuts, ways, reasons, differences } = this;
    return { sent, cuts, ...this.sums, ways, reasons, differences };
  }
}

/** Over all files of some campaigns: lines that are not accounted for, and answers that were taken twice on end. */
export async function countLines(
  gateway: Client,
  campaigns: readonly string[],
): Promise<Pick<FormsProven, 'unaccounted' | 'doubled'>> {
  const { rows } = await gateway.query<{ unaccounted: number; doubled: number }>(
    `select (select count(*)::integer from campaign.form_file f
              where f.campaign = any($1)
                and (finished_at is null or lines <> accepted + unchanged + refused
                     or fault is null and lines <> (select count(*) from campaign.form_line l where l.file = f.file))) as unaccounted,
            (select count(*)::integer from (
               select row(answer, personal_id, note, version) as answer,
                      lag(row(answer, personal_id, note, version)) over (partition by campaign, insurance_number order by decided_at) as before
                 from campaign.form_line where campaign = any($1) and outcome = 'ACCEPTED') taken where answer = before) as doubled`,
    [campaigns],
  );
  return rows[0]!;
}

/** What came of it, as a block for docs/assurance.md. */
export function report(proven: FormsProven, seed: number, ms: number): string {
  const listed = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, times]) => `${name} ${times}`)
      .join('; ');
  return [
    `${proven.sent} files with ${proven.lines} lines in ${Math.round(ms / 1000)} s; seed ${seed}`,
    `accepted ${proven.accepted}; unchanged ${proven.unchanged}; refused ${proven.refused}; connections cut on the way ${proven.cuts}`,
    `files: ${listed(proven.ways)}`,
    `reasons: ${listed(proven.reasons)}`,
    `lines not accounted for: ${proven.unaccounted}; answers taken twice: ${proven.doubled}`,
    `differences from the naive model, line by line and finding by finding: ${proven.differences.length}`,
    ...proven.differences,
  ].join('\n');
}
