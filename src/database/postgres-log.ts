import { appendFileSync, renameSync, statSync } from 'node:fs';

const MOST_BYTES = 2_000_000;

/** A sink for PostgreSQL's messages: appends to a file, which is renamed to `….1` when it has grown to 2 MB. */
export function createPostgresLog(file: string): (text: string) => void {
  let size = sizeOf(file);
  return (text) => {
    if (size > MOST_BYTES) {
      renameSync(file, `${file}.1`);
      size = 0;
    }
    appendFileSync(file, text, { mode: 0o600 });
    size += Buffer.byteLength(text);
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
