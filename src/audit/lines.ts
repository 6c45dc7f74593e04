import type { Readable } from 'node:stream';

const LINE_END = 10;

/**
 * Calls `take` for every line of a stream, in turn, with the bytes that hold it from `start` to `end`; `take` may
 * overwrite them and the byte before. A last line without its end is a line too.
 */
export async function eachLine(
  stream: Readable,
  take: (bytes: Buffer, start: number, end: number) => Promise<void> | null,
): Promise<void> {
  let rest = Buffer.from([LINE_END]);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const bytes = Buffer.concat([rest, chunk]);
    let start = 1;
    for (let end = bytes.indexOf(LINE_END, start); end >= 0; end = bytes.indexOf(LINE_END, start)) {
      // Waiting where there is nothing to wait for would cost more than most of what is done with a line.
      const waiting = take(bytes, start, end);
      if (waiting) await waiting;
      start = end + 1;
    }
    rest = bytes.subarray(start - 1);
  }
  if (rest.length > 1) await take(rest, 1, rest.length);
}
