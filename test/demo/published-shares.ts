import type { ClientConfig } from 'pg';
import { withClient } from '../../src/demo/build-schema';
import { loadRegions } from '../../src/demo/geography';
import { publishedCounts, publishedShare } from '../../src/demo/participation-model';

/** How close a nation comes to a published number of participants. */
export interface ShareProof {
  readonly figureId: string;
  readonly citizens: number;
  readonly published: number;
  readonly found: number;
  /** The distance in standard errors of a share among so many citizens. */
  readonly standardErrors: number;
}

/**
 * Counts, for every published number of participants of one province, who took part on the day of the figure among
 * the citizens who lived that day. Works on a nation of any size.
 */
export async function measureShares(insurance: ClientConfig, truth: ClientConfig): Promise<readonly ShareProof[]> {
  const regions = loadRegions();
  const proofs: ShareProof[] = [];
  for (const { figureId, province, scheme, asOf, value } of publishedCounts()) {
    const region = regions.find((known) => known.code === province);
    if (region === undefined) throw new Error(`no province ${province}`);
    const citizens = await countOf(
      truth,
      `select count(*) from register.person where province_code = $1 and birth_date <= $2 and (died_on is null or died_on > $2)`,
      [province, asOf],
    );
    const participants = await countOf(
      insurance,
      `select count(distinct s.insurance_number) from register.participation s join register.participant p using (insurance_number)
        where p.province_code = $1 and s.started_on <= $2 and (s.ended_on is null or s.ended_on >= $2) and s.scheme = $3`,
      [province, asOf, scheme],
    );
    const published = publishedShare(region, asOf, value);
    const found = participants / citizens;
    const standardErrors = Math.abs(found - published) / Math.sqrt((published * (1 - published)) / citizens);
    proofs.push({ figureId, citizens, published, found, standardErrors });
  }
  return proofs;
}

async function countOf(config: ClientConfig, sql: string, values: readonly string[]): Promise<number> {
  return withClient(config, async (client) => {
    const { rows } = await client.query<{ count: string }>(sql, [...values]);
    return Number(rows[0]?.count);
  });
}
