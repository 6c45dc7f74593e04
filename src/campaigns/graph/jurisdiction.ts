import type { CallerView } from '../../planning/view/rules';
import type { Campaign } from '../campaign';
import type { KnownCampaign } from '../campaign-store';
import type { Provinces } from '../report/within-provinces';

/** Which campaigns somebody sees, and what of them: those that concern their provinces, and of these nothing about others. */

/** The codes of the provinces that a view reaches; null for all. */
export function jurisdictionOf({ rules, scope }: CallerView): Provinces {
  return rules.dimensions.includes('province') ? (scope.province ?? []) : null;
}

/** A campaign as somebody sees it. */
export interface SeenCampaign {
  readonly known: KnownCampaign;
  /** Whether it has provinces out of their reach too, so that they see a part of it and decide nothing about the whole. */
  readonly isPart: boolean;
}

/** What is seen of a campaign from some provinces; null for nothing. */
export function see(known: KnownCampaign, provinces: Provinces): SeenCampaign | null {
  if (provinces === null) return { known, isPart: false };
  const { campaign } = known;
  const shared = provinces.filter((province) => campaign.scope.provinces?.includes(province) ?? true);
  if (shared.length === 0) return null;
  const isPart = !isWithin(campaign, provinces);
  const scope = { ...campaign.scope, provinces: shared, employers: isPart ? null : campaign.scope.employers };
  const targets = campaign.targets.filter(({ province }) => shared.includes(province));
  return { known: { ...known, campaign: { ...campaign, scope, targets } }, isPart };
}

/** Whether a campaign looks at participants of some provinces alone. */
export function isWithin({ scope, targets }: Campaign, provinces: Provinces): boolean {
  if (provinces === null) return true;
  const named = [...(scope.provinces ?? []), ...targets.map(({ province }) => province)];
  return scope.provinces !== null && named.every((province) => provinces.includes(province));
}
