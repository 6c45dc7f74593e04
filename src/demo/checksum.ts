import { createHash } from 'node:crypto';
import type pg from 'pg';
import { REGISTERS, type Register } from '../values/databases';
import { withClient } from './build-schema';
import { TABLES } from './tables';

/** Left out of the checksums: sealed with the installation's own key, so they differ between installations. */
const SEALED = new Set(['diagnosis_envelope', 'diagnosis_index']);

/**
 * One checksum per register (64 hexadecimal digits) over all rows of its tables, whatever their order: equal for the
 * same seed, size, as-of date and error factor on every machine.
 */
export async function checksumNation(
  owners: Readonly<Record<Register, pg.ClientConfig>>,
): Promise<Record<Register, string>> {
  const sums = await Promise.all(
    REGISTERS.map(async (register) => [register, await checksumRegister(owners[register], register)] as const),
  );
  return Object.fromEntries(sums) as Record<Register, string>;
}

async function checksumRegister(config: pg.ClientConfig, register: Register): Promise<string> {
  return withClient(config, async (client) => {
    await client.query(`set datestyle to iso; set statement_timeout to 0`);
    const hash = createHash('sha256');
    for (const [table, columns] of tablesOf(register)) {
      const kept = columns.filter((column) => !SEALED.has(column));
      const { rows } = await client.query<{ count: string; sum: string }>(
        `select count(*)::text as count, coalesce(sum(('x' || left(md5(row(${kept.join(', ')})::text), 16))::bit(64)::bigint::numeric), 0)::text as sum
           from register.${table}`,
      );
      hash.update(`${table} ${rows[0]?.count ?? ''} ${rows[0]?.sum ?? ''}\n`);
    }
    return hash.digest('hex');
  });
}

function tablesOf(register: Register): readonly (readonly [string, readonly string[]])[] {
  const tables: readonly (readonly [string, readonly string[]])[] = Object.entries(TABLES[register]);
  return [...tables].sort(([one], [other]) => (one < other ? -1 : 1));
}
