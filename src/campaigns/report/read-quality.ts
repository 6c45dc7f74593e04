import type { ClientBase } from 'pg';
import { QUALITY_DIMENSIONS, type QualityGroup } from '../../values/campaign-quality';
import type { Provinces } from './within-provinces';

/** How well a campaign linked, by the newest evaluation of a demonstration. */
export interface EvaluatedQuality {
  readonly evaluatedAt: Date;
  /** In the order of the dimensions, then of the keys. */
  readonly groups: readonly QualityGroup[];
}

interface GroupRow extends QualityGroup {
  readonly evaluated_at: Date;
}

/** Null for a campaign that was never evaluated. Of some provinces only these provinces' own groups are told. */
export async function readQuality(
  client: ClientBase,
  campaign: string,
  provinces: Provinces = null,
): Promise<EvaluatedQuality | null> {
  const { rows } = await client.query<GroupRow>(
    `select evaluated_at, dimension, key, participants, automatic, automatic_right as "automaticRight",
            strangers_linked as "strangersLinked", recalled
       from campaign.evaluation
      where campaign = $1 and evaluated_at = (select max(evaluated_at) from campaign.evaluation where campaign = $1)
      order by array_position($2::text[], dimension), key collate "C"`,
    [campaign, QUALITY_DIMENSIONS],
  );
  const [newest] = rows;
  if (!newest) return null;
  return {
    evaluatedAt: newest.evaluated_at,
    groups: rows
      .filter(({ dimension, key }) => provinces === null || (dimension === 'PROVINCE' && provinces.includes(key)))
      .map(({ evaluated_at: _evaluatedAt, ...group }) => group),
  };
}
