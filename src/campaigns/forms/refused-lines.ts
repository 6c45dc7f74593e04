import type { Writable } from 'node:stream';
import type { ClientBase } from 'pg';
import { neutralise } from './cell';
import { writeCsv } from './csv';
import { type FileFault, type LineReason, sentenceOf } from './reasons';

const HEADINGS = ['Dòng', 'Mã số BHXH', 'Mã lý do', 'Lý do', 'Reason', 'Chi tiết'];
const LINES_AT_ONCE = 1_000;

interface RefusedRow {
  readonly line: number;
  readonly number: string;
  readonly reason: LineReason;
  readonly detail: string | null;
}

/**
 * Writes as CSV which lines of a file were refused and why, to give back to whoever sent it, and ends `output`. A file of which
 * nothing was taken has one line, which says why.
 */
export async function writeRefusedLines(client: ClientBase, file: string, output: Writable): Promise<void> {
  await writeCsv(rowsOf(client, file), output);
}

async function* rowsOf(client: ClientBase, file: string): AsyncGenerator<readonly string[]> {
  yield HEADINGS;
  const { rows: files } = await client.query<{ fault: FileFault | null }>(
    'select fault from campaign.form_file where file = $1',
    [file],
  );
  const fault = files[0]?.fault ?? null;
  if (fault !== null) yield ['', '', ...wordsOf(fault), ''];
  for (let after = 0; ;) {
    const { rows } = await client.query<RefusedRow>({
      name: 'campaign: refused lines of a form',
      text: `select line, insurance_number as number, reason, detail from campaign.form_line
              where file = $1 and line > $2 and outcome = 'REFUSED' order by line limit $3`,
      values: [file, after, LINES_AT_ONCE],
    });
    for (const { line, number, reason, detail } of rows) {
      yield [String(line), neutralise(number), ...wordsOf(reason), detail ?? ''];
    }
    const last = rows.at(-1);
    if (!last) return;
    after = last.line;
  }
}

function wordsOf(reason: FileFault | LineReason): readonly string[] {
  const { english, vietnamese } = sentenceOf(reason);
  return [reason, vietnamese, english];
}
