import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientBase } from 'pg';
import { LienThongError } from '../errors';
import { toNote } from './checkpoint';
import { MerkleTree } from './merkle-tree';
import type { NoteSigner } from './signed-note';

/** Signs how far a log has come: a second after the first unsigned record, or after 1,000 of them. */
export interface Checkpoints {
  /** Takes the leaves of records that are committed. */
  readonly add: (leaves: readonly string[]) => void;
  /** Lists the log with a signed checkpoint of no record, so that no record stands in a log that nobody signed. */
  begin(client: ClientBase): Promise<void>;
  isDue(): boolean;
  /** Signs all records so far, and stores the checkpoint in the database and the directory; rejects when it cannot. */
  store(client: ClientBase): Promise<void>;
  /** From now on every unsigned record is due. */
  finish(): void;
  close(): void;
}

export interface CheckpointOptions {
  readonly origin: string;
  readonly signer: NoteSigner;
  readonly directory: string | null;
  readonly log: (event: { readonly event: string; readonly cause?: unknown }) => void;
  /** Called when a checkpoint has come to be due. */
  readonly due: () => void;
}

const MOST_UNSIGNED = 1_000;
const INTERVAL_MS = 1_000;
const INSERT_LOG = `
  with listed as (
    insert into audit.log (origin, started_at, public_key) values ($1, $2, $3) on conflict (origin) do nothing)
  insert into audit.checkpoint (origin, size, note) values ($1, 0, $4) on conflict (origin, size) do nothing`;
const INSERT = {
  name: 'audit: insert a checkpoint',
  text: 'insert into audit.checkpoint (origin, size, note) values ($1, $2, $3) on conflict (origin, size) do nothing',
};

/** Throws CONFIGURATION_INVALID when the directory cannot be made or written. */
export async function openCheckpoints({
  origin,
  signer,
  directory,
  log,
  due,
}: CheckpointOptions): Promise<Checkpoints> {
  if (directory !== null) await requireWritable(directory);
  const tree = new MerkleTree();
  const startedAt = new Date().toISOString();
  let isListed = false;
  let signed = 0;
  let isTime = false;
  let isFinal = false;
  let notBefore = 0;
  let timer: NodeJS.Timeout | null = null;

  /** Sees to it that what is unsigned is signed a second from now. */
  const wait = (): void => {
    timer ??= setTimeout(() => {
      timer = null;
      isTime = true;
      due();
    }, INTERVAL_MS).unref();
  };
  const isDue = (): boolean =>
    tree.size > signed &&
    (isTime || isFinal || (tree.size - signed >= MOST_UNSIGNED && performance.now() >= notBefore));

  const exportNote = async (into: string, note: string): Promise<boolean> => {
    try {
      await replaceFile(join(into, checkpointFile(origin)), note);
      return true;
    } catch (cause) {
      log({ event: 'audit checkpoint not exported', cause });
      return false;
    }
  };

  return {
    add: (leaves) => {
      for (const leaf of leaves) tree.append(leaf);
      wait();
    },
    begin: async (client) => {
      if (isListed) return;
      const note = toNote({ origin, size: 0, root: tree.root() }, signer);
      if (directory !== null) await exportNote(directory, note);
      await client.query(INSERT_LOG, [origin, startedAt, signer.publicKey, note]);
      isListed = true;
    },
    isDue,
    store: async (client) => {
      const size = tree.size;
      const note = toNote({ origin, size, root: tree.root() }, signer);
      // What cannot be stored now must not hold up the records: it is tried again a second later.
      isTime = false;
      notBefore = performance.now() + INTERVAL_MS;
      wait();
      await client.query({ ...INSERT, values: [origin, size, note] });
      if (directory === null || (await exportNote(directory, note)) || isFinal) signed = size;
      if (signed < size) return;
      notBefore = 0;
      if (timer) clearTimeout(timer);
      timer = null;
    },
    finish: () => {
      isFinal = true;
    },
    close: () => {
      if (timer) clearTimeout(timer);
    },
  };
}

/** The name of the file of a log's newest checkpoint. */
export function checkpointFile(origin: string): string {
  return `${origin.replace('/', '-')}.checkpoint`;
}

/** A reader of the file sees the old text or the new one, never a part. */
async function replaceFile(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { flush: true });
  await rename(`${file}.new`, file);
}

async function requireWritable(directory: string): Promise<void> {
  const probe = join(directory, `.probe-${process.pid}`);
  try {
    await mkdir(directory, { recursive: true });
    await replaceFile(probe, '');
    await rm(probe);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const message = `LIENTHONG_CHECKPOINT_DIR: ${directory} cannot be written (${code ?? String(cause)})`;
    throw new LienThongError('CONFIGURATION_INVALID', message, {}, { cause });
  }
}
