import type pg from 'pg';

const GENERATOR = 'lien-thong demonstration nation 1';
const SWAPPING = ' (swapping)';

/** What the gateway's database says of the loaded nation, or null when there is none or its swap broke off. */
export async function findDataset(client: pg.Client): Promise<{ seed: number; citizens: number; asOf: string } | null> {
  const { rows } = await client.query<{ seed: string; citizens: string; as_of: string }>(
    `select seed::text, citizens::text, as_of::text from register.dataset where generator not like $1`,
    [`%${SWAPPING}`],
  );
  const row = rows[0];
  return row === undefined ? null : { seed: Number(row.seed), citizens: Number(row.citizens), asOf: row.as_of };
}

/** Says that the registers are being replaced, right before they are; a crash in between is seen by the next start. */
export async function markSwapping(gateway: pg.Client): Promise<void> {
  await gateway.query(`update register.dataset set generator = generator || $1 where generator not like $2`, [
    SWAPPING,
    `%${SWAPPING}`,
  ]);
}

/** Says what is loaded now. */
export async function writeDataset(
  gateway: pg.Client,
  nation: { asOf: string; seed: number; citizens: number },
): Promise<void> {
  await gateway.query(
    `insert into register.dataset (as_of, seed, citizens, generator) values ($1, $2, $3, $4)
     on conflict (only_row) do update
       set as_of = excluded.as_of, seed = excluded.seed, citizens = excluded.citizens, generator = excluded.generator`,
    [nation.asOf, nation.seed, nation.citizens, GENERATOR],
  );
}
