import { createReadStream, createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command, InvalidArgumentError } from 'commander';
import { type ClientConfig, DatabaseError } from 'pg';
import { KEY_NAME } from '../audit/audit-log';
import { exportLogs, type ExportPeriod } from '../audit/export-log';
import { checkpointSeedOf } from '../audit/keys';
import { parseKeys, readCheckpoints } from '../audit/known-checkpoints';
import type { Fault } from '../audit/log-check';
import { reportAgreement } from '../audit/report';
import { createSigner } from '../audit/signed-note';
import type { Verification, VerifyOptions } from '../audit/verification';
import { verifyDatabase } from '../audit/verify-database';
import { verifyExport } from '../audit/verify-export';
import { readConfig } from '../config';
import { loadSecret } from '../database/installation-secret';
import { LienThongError } from '../errors';
import { toText } from './audit-report';
import { inSession } from './session';

const EXAMPLES = `
Examples:
  lienthong audit keys > pinned-keys
  lienthong audit verify --keys pinned-keys --checkpoints /mnt/elsewhere/checkpoints
  lienthong audit export --out audit.jsonl && lienthong audit verify --file audit.jsonl --keys pinned-keys

Exit codes of verify: 0 the logs are whole, 1 they are not, 2 wrong words.
`;

interface VerifyWords {
  readonly file?: string;
  readonly key: readonly string[];
  readonly keys?: string;
  readonly checkpoints?: string;
}

/** `lienthong audit …`: verifies the audit log, exports it, reports from it, and prints the key to pin. */
export function auditCommand(): Command {
  const command = new Command('audit').description('verify, export and report from the log of disclosures');
  command
    .command('verify')
    .description('check every record, link and checkpoint; names the first bad record of each log that is not whole')
    .option('--file <export>', 'an exported log; - for standard input; needs no database')
    .option('--key <public key>', 'a key that checkpoints must be signed with; may be given again', collect, [])
    .option('--keys <file>', 'a file of such keys, one a line')
    .option('--checkpoints <directory>', 'the checkpoints that were kept elsewhere')
    .addHelpText('after', EXAMPLES)
    .action(verify);
  command
    .command('export')
    .description('print the log as JSON lines that can be verified anywhere')
    .option('--from <time>', 'from this day or time on', parseTime)
    .option('--to <time>', 'before this day or time', parseTime)
    .option('--out <file>', 'write to a file')
    .action((words: ExportPeriod & { readonly out?: string }) =>
      onDatabase(async (config) => {
        const lines = Readable.from(withLineEnds(exportLogs(config, words)));
        if (words.out === undefined) await pipeline(lines, process.stdout, { end: false });
        else await pipeline(lines, createWriteStream(words.out, { mode: 0o600 }));
      }),
    );
  command
    .command('report')
    .description('people and fields disclosed under an agreement in a year, by purpose and month; refusals by reason')
    .requiredOption('--agreement <id>', 'which agreement or mandate')
    .requiredOption('--year <year>', 'which year', parseYear)
    .option('--json', 'print JSON')
    .action(({ agreement, year, json }: { agreement: string; year: number; json?: true }) =>
      onDatabase(async (config) => {
        const report = await reportAgreement(config, agreement, year);
        process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : toText(report));
      }),
    );
  command
    .command('keys')
    .description('print the public key of this installation’s checkpoints, to be pinned elsewhere')
    .action(async () => {
      const seed = checkpointSeedOf(await loadSecret(readConfig()));
      process.stdout.write(`${createSigner(KEY_NAME, seed).publicKey}\n`);
    });
  return command;
}

async function verify({ file, key, keys, checkpoints }: VerifyWords): Promise<void> {
  const pinned = parseKeys([...key, ...(keys === undefined ? [] : await readKeys(keys))]);
  if (pinned.length === 0) {
    if (checkpoints !== undefined) throw wrong('--checkpoints: without --key or --keys nobody can say who signed them');
    process.stderr.write(
      'lienthong: no key is pinned, so a log’s own is taken: whoever forges a log can forge that too\n',
    );
  }
  const known = checkpoints === undefined ? [] : await readCheckpoints(checkpoints, pinned);
  const options: VerifyOptions = { pinned, known };
  const found =
    file === undefined
      ? await onDatabase((config) => verifyDatabase(config, options))
      : await verifyExport(file === '-' ? process.stdin : await openFile(file), options);
  process.stdout.write(tell(found));
  if (found.faults.length > 0) process.exitCode = 1;
}

function tell({ logs, records, checkpoints, unsigned, faults }: Verification): string {
  const lines = faults.map(({ origin, what, ...place }) => `${origin} ${placeOf(place)}: ${what}`);
  const state = faults.length === 0 ? 'whole' : 'not whole';
  lines.push(
    `${state}: ${logs} logs, ${records} records, ${checkpoints} checkpoints; ${unsigned} records not signed yet`,
  );
  return `${lines.join('\n')}\n`;
}

function placeOf({ seq, last }: Pick<Fault, 'seq' | 'last'>): string {
  if (seq === null) return 'as a whole';
  return last === null ? `record ${seq}` : `one of the records ${seq} to ${last}`;
}

/** Works on the gateway's own database as its writer, who may read the log, without limits of time. */
async function onDatabase<Result>(work: (config: ClientConfig) => Promise<Result>): Promise<Result> {
  return inSession(async ({ site }) => {
    await site.look('gateway');
    const limits = { statementTimeoutMs: 0, lockTimeoutMs: 0, idleInTransactionTimeoutMs: 0 };
    try {
      return await work(site.writer(limits));
    } catch (cause) {
      if (!(cause instanceof DatabaseError)) throw cause;
      const message = `the audit log cannot be read (${cause.message}); lienthong migrate prepares its database`;
      throw new LienThongError('DATABASE_FAILED', message, {}, { cause });
    }
  });
}

async function* withLineEnds(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}

async function readKeys(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw wrong(`--keys: ${file} cannot be read (${codeOf(cause)})`);
  });
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Opens a file before anything is read, so that a wrong name is told in one line. */
function openFile(file: string): Promise<Readable> {
  return new Promise((resolve, reject) => {
    const stream = createReadStream(file);
    stream.once('open', () => resolve(stream));
    stream.once('error', (cause) => reject(wrong(`--file: ${file} cannot be read (${codeOf(cause)})`)));
  });
}

function collect(key: string, before: readonly string[]): readonly string[] {
  return [...before, key];
}

function parseYear(text: string): number {
  if (/^20\d\d$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A year is needed, such as 2026.');
}

/** A day begins at midnight in Viet Nam. */
function parseTime(text: string): string {
  const time = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00+07:00` : text);
  const isWhole = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text);
  if (isWhole && !Number.isNaN(time)) return new Date(time).toISOString();
  throw new InvalidArgumentError('A day (2026-01-31) or a time with its offset (2026-01-31T08:00:00Z) is needed.');
}

function wrong(message: string): LienThongError {
  return new LienThongError('CONFIGURATION_INVALID', message);
}

function codeOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? String(cause);
}
