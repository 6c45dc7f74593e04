import type { Readable } from 'node:stream';
import { readLine } from './export-lines';
import { eachLine } from './lines';
import type { LogCheck, Start } from './log-check';
import { Findings, openCheck, type Verification, type VerifyOptions } from './verification';

const ACTOR = '{"actor":';
/** What stands for the origin where a record comes before any log. */
const NO_LOG = 'no log';

/** Verifies an exported log, with little memory, however long it is. Needs no database. */
export async function verifyExport(stream: Readable, options: VerifyOptions): Promise<Verification> {
  const logs = new ExportedLogs(options);
  await eachLine(stream, (bytes, start, end) => {
    if (bytes.toString('latin1', start, start + ACTOR.length) === ACTOR) logs.current.record(bytes, start, end);
    else logs.take(bytes.toString('utf8', start, end));
    return null;
  });
  return logs.end();
}

/** The logs of an export, one after the other. */
class ExportedLogs {
  private readonly findings = new Findings();
  private open: { readonly origin: string; readonly check: LogCheck } | null = null;

  constructor(private readonly options: VerifyOptions) {}

  /** The log in which the next line stands. */
  get current(): LogCheck {
    return this.open?.check ?? this.begin(NO_LOG, null);
  }

  /** Takes a line that is no record. */
  take(line: string): void {
    try {
      const found = readLine(line);
      if (found && 'log' in found) this.begin(found.log.origin, found.log.publicKey, found.log.start);
      else if (found) this.current.checkpoint(found.checkpoint);
      else this.current.report(this.current.size, 'the line is no record');
    } catch {
      this.current.report(this.current.size, 'the line cannot be read');
    }
  }

  end(): Verification {
    this.finish();
    return this.findings.end(this.options.known);
  }

  private begin(origin: string, publicKey: string | null, start: Start | null = null): LogCheck {
    this.finish();
    const check = openCheck({ origin, publicKey }, this.options, start);
    this.open = { origin, check };
    if (this.findings.has(origin)) check.report(check.size, 'the log stands here again');
    return check;
  }

  private finish(): void {
    if (!this.open) return;
    const { origin, check } = this.open;
    this.open = null;
    check.end();
    this.findings.add(origin, check.findings);
  }
}
