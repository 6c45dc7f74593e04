import { randomUUID } from 'node:crypto';
import type { ClientBase } from 'pg';
import { KEY_NAME } from '../../src/audit/audit-log';
import { type Batch, chain, insertBatch } from '../../src/audit/batch';
import { NO_PREVIOUS } from '../../src/audit/chained-record';
import { toNote } from '../../src/audit/checkpoint';
import { MerkleTree } from '../../src/audit/merkle-tree';
import type { AuditRecord } from '../../src/audit/record';
import { createSigner, type NoteSigner } from '../../src/audit/signed-note';
import { SEED } from './scratch-log';

/** A log that was written, with the newest checkpoint as it would have been kept elsewhere. */
export interface WrittenLog {
  readonly origin: string;
  readonly note: string;
}

export const SIGNER: NoteSigner = createSigner(KEY_NAME, SEED);

/**
 * Writes a log as a gateway does, but as fast as the database takes it: `size` records, `batch` of them in a commit,
 * and a checkpoint after each `signed` records and after the last.
 */
export async function writeLog(
  client: ClientBase,
  size: number,
  record: (seq: number) => AuditRecord,
  { batch, signed }: { readonly batch: number; readonly signed: number },
): Promise<WrittenLog> {
  const origin = `lienthong/${randomUUID()}`;
  const tree = new MerkleTree();
  let end = { origin, seq: 0, previous: NO_PREVIOUS };
  let note = '';
  const sign = async (): Promise<void> => {
    note = toNote({ origin, size: tree.size, root: tree.root() }, SIGNER);
    await client.query('insert into audit.checkpoint values ($1, $2, $3)', [origin, tree.size, note]);
  };
  await client.query('insert into audit.log (origin, started_at, public_key) values ($1, now(), $2)', [
    origin,
    SIGNER.publicKey,
  ]);
  await sign();
  while (tree.size < size) {
    const most = Math.min(batch, size - tree.size, signed - (tree.size % signed));
    const records = Array.from({ length: most }, (_, i) => record(tree.size + i));
    const written: Batch = chain(records, end);
    await insertBatch(client, written);
    for (const leaf of written.leaves) tree.append(leaf);
    end = { origin, seq: tree.size, previous: written.leaves.at(-1) ?? end.previous };
    if (tree.size % signed === 0 || tree.size === size) await sign();
  }
  return { origin, note };
}
