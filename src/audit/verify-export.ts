import type { Readable } from 'node:stream';
import { readLine } from './export-lines';
import { eachLine } from './lines';
import type { LogCheck } from './log-check';
import { LogChecks, type Verification, type VerifyOptions } from './verification';

const ACTOR = '{"actor":';
/** What stands for the origin where a record comes before any log. */
const NO_LOG = 'no log';

/** Verifies an exported log, with little memory, however long it is. Needs no database. */
export async function verifyExport(stream: Readable, options: VerifyOptions): Promise<Verification> {
  const logs = new LogChecks(options);
  let check: LogCheck | null = null;
  await eachLine(stream, (bytes, start, end) => {
    if (bytes.toString('latin1', start, start + ACTOR.length) === ACTOR) {
      check ??= logs.begin(NO_LOG, null);
      check.record(bytes, start, end);
    } else {
      check = takeLine(bytes.toString('utf8', start, end), logs, check);
    }
    return null;
  });
  return logs.end();
}

/** Takes a line that is no record; gives the check of the log in which the next line stands. */
function takeLine(line: string, logs: LogChecks, current: LogCheck | null): LogCheck {
  try {
    const found = readLine(line);
    if (found && 'log' in found) {
      const { origin, publicKey, start } = found.log;
      return logs.begin(origin, publicKey, start);
    }
    const check = current ?? logs.begin(NO_LOG, null);
    if (found) check.checkpoint(found.checkpoint);
    else check.report(check.size, 'the line is no record');
    return check;
  } catch {
    const check = current ?? logs.begin(NO_LOG, null);
    check.report(check.size, 'the line cannot be read');
    return check;
  }
}
