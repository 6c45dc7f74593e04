import { canonicalJson } from './canonical-json';
import type { Start } from './log-check';

/**
 * The lines of an exported log, each of which is one JSON text: first what log it is and where it starts, then record by
 * record the very text that was hashed, and after the n-th record the note of a checkpoint of n.
 */
export interface LogLine {
  readonly origin: string;
  readonly publicKey: string;
  readonly startedAt: string;
  /** The state before the first record that follows. */
  readonly start: Start;
}

const LOG = '{"log":';
const CHECKPOINT = '{"checkpoint":';

export function toLogLine({ origin, publicKey, startedAt, start }: LogLine): string {
  const { previous, tree } = start;
  const state = { previous, tree: { size: tree.size, peaks: tree.peaks } };
  return canonicalJson({ log: { origin, publicKey, startedAt, start: state } });
}

export function toCheckpointLine(note: string): string {
  return canonicalJson({ checkpoint: note });
}

/** What a line that is no record says; null for a record. Throws for a line that is none of the three. */
export function readLine(line: string): { readonly log: LogLine } | { readonly checkpoint: string } | null {
  if (line.startsWith(CHECKPOINT)) {
    const { checkpoint } = JSON.parse(line) as { checkpoint: unknown };
    if (typeof checkpoint === 'string') return { checkpoint };
  } else if (line.startsWith(LOG)) {
    const { log } = JSON.parse(line) as { log: Partial<LogLine> | null };
    if (isLogLine(log)) return { log };
  } else {
    return null;
  }
  throw new TypeError('the line says neither a log nor a checkpoint');
}

function isLogLine(log: Partial<LogLine> | null): log is LogLine {
  const { origin, publicKey, start } = log ?? {};
  const tree: Partial<Start['tree']> | undefined = (start as Partial<Start> | undefined)?.tree;
  return (
    typeof origin === 'string' &&
    typeof publicKey === 'string' &&
    typeof start?.previous === 'string' &&
    Number.isSafeInteger(tree?.size) &&
    Array.isArray(tree?.peaks)
  );
}
