import type { ClientBase } from 'pg';
import { NO_PREVIOUS } from './chained-record';
import type { Start } from './log-check';
import { MerkleTree } from './merkle-tree';

const MOST_LEAVES = 20_000;
const DIGITS = 64;
const LEAVES = `
  select encode(string_agg(leaf, ''), 'hex') as leaves
  from (select leaf from audit.record where origin = $1 and seq >= $2 and seq < $3 order by seq) as in_order`;

/** What a log's first `size` records leave behind, if their leaves in the database are right, which is not looked at. */
export async function stateAt(client: ClientBase, origin: string, size: number): Promise<Start> {
  const tree = new MerkleTree();
  let previous = NO_PREVIOUS;
  for (let first = 0; first < size; first += MOST_LEAVES) {
    const last = Math.min(first + MOST_LEAVES, size);
    const { rows } = await client.query<{ leaves: string | null }>(LEAVES, [origin, first, last]);
    const leaves = rows[0]?.leaves ?? '';
    for (let at = 0; at + DIGITS <= leaves.length; at += DIGITS) {
      previous = leaves.slice(at, at + DIGITS);
      tree.append(previous);
    }
  }
  return { previous, tree: tree.state };
}
