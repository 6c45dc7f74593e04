import pino, { type Logger } from 'pino';

/** A log at the finest level whose lines a test can read. */
export interface RecordedLog {
  readonly log: Logger;
  readonly lines: readonly string[];
}

/** Opens a log that keeps every line in memory. */
export function recordLog(): RecordedLog {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  return { log, lines };
}
