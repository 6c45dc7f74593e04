import { type NoteSigner, type NoteVerifier, openNote } from './signed-note';

/** What a signed note says of a log: the Merkle root of its first `size` records (C2SP tlog-checkpoint). */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

const TEXT = /^(\S+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n$/;

/** The signed note of a checkpoint. */
export function toNote({ origin, size, root }: Checkpoint, signer: NoteSigner): string {
  return signer.sign(`${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`);
}

/** The checkpoint of a note that one of the keys has signed; null when none has, or it says something else. */
export function fromNote(note: string, keys: readonly NoteVerifier[]): Checkpoint | null {
  const opened = openNote(note, keys);
  const [, origin, size, root] = (opened && TEXT.exec(opened.text)) ?? [];
  if (origin === undefined || size === undefined || root === undefined) return null;
  return { origin, size: Number(size), root: Buffer.from(root, 'base64') };
}
