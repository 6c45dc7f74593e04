import type { ClientBase } from 'pg';
import { getCampaign, type KnownCampaign, listCampaigns } from '../campaign-store';
import type { Provinces } from '../report/within-provinces';

/** The newest campaigns that concern any of the provinces, at most `most`; those of all provinces where that is null. */
export async function listVisible(
  client: ClientBase,
  provinces: Provinces,
  most: number,
): Promise<readonly KnownCampaign[]> {
  if (provinces === null) return listCampaigns(client, most);
  const { rows } = await client.query<{ campaign: string }>(
    `select campaign from campaign.campaign cross join lateral (
       select body::jsonb #> '{scope,provinces}' as provinces) scope
      where jsonb_typeof(provinces) is distinct from 'array' or provinces ?| $1::text[]
      order by created_at desc, campaign limit $2`,
    [provinces, most],
  );
  const known: KnownCampaign[] = [];
  for (const { campaign } of rows) known.push(await getCampaign(client, campaign));
  return known;
}
