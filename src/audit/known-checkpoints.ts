import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LienThongError } from '../errors';
import { fromNote, type Checkpoint } from './checkpoint';
import { type NoteVerifier, parsePublicKey } from './signed-note';

/**
 * Reads the checkpoints that were kept in a directory, the newest of each log. Throws CONFIGURATION_INVALID, naming the
 * file, for one that none of the keys has signed: what was kept elsewhere would then not be what it was.
 */
export async function readCheckpoints(
  directory: string,
  keys: readonly NoteVerifier[],
): Promise<readonly Checkpoint[]> {
  const names = await readdir(directory).catch((cause: unknown) => {
    throw wrong(`--checkpoints: ${directory} cannot be read (${codeOf(cause)})`, cause);
  });
  const newest = new Map<string, Checkpoint>();
  for (const name of names.filter((each) => each.endsWith('.checkpoint')).sort()) {
    const checkpoint = fromNote(await readFile(join(directory, name), 'utf8'), keys);
    if (!checkpoint) throw wrong(`--checkpoints: ${name} holds no checkpoint that is signed by a known key`);
    const { origin, size } = checkpoint;
    if (size >= (newest.get(origin)?.size ?? 0)) newest.set(origin, checkpoint);
  }
  return [...newest.values()];
}

/** The public keys of words and of the lines of a file. Throws CONFIGURATION_INVALID, saying what is wrong with which. */
export function parseKeys(texts: readonly string[]): readonly NoteVerifier[] {
  return texts.map((text) => {
    try {
      return parsePublicKey(text);
    } catch (cause) {
      throw wrong(`--key: ${JSON.stringify(text)}: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
    }
  });
}

function wrong(message: string, cause?: unknown): LienThongError {
  return new LienThongError('CONFIGURATION_INVALID', message, {}, { cause });
}

function codeOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? String(cause);
}
