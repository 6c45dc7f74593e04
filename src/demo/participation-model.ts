import { PUBLISHED_FIGURES } from '../values/published-figures';
import { monthOf, parseDay, type Period } from './calendar';
import type { Region } from './geography';
import { shareOfAges } from './population-model';

/** The ages at which people of the nation take part in social insurance. */
export const WORK_FROM = 18;
export const WORK_UNTIL = 60;
/** Children under this age hold a budget-paid card almost without exception. */
export const CHILD_UNTIL = 6;
export const CHILD_COVERAGE = 0.98;

/** People of the whole country in the year of the national rates. */
export const NATIONAL_PERSONS = 100_309_200;

/**
 * National participants at the end of 2023. HI 93.35 % and UI 14.7 m are published, as is SI 18.25 m in all; the split
 * of the latter into compulsory and voluntary is an assumption.
 */
const NATIONAL = { C: 16_420_000, V: 1_830_000, U: 14_700_000, H: 0.9335 * NATIONAL_PERSONS };

/** How much more or less than the nation a region takes part in each scheme; assumptions, scaled to fit the total. */
const REGIONAL: Readonly<Record<string, Readonly<Record<'C' | 'V' | 'H', number>>>> = {
  RRD: { C: 1.15, V: 1.2, H: 1.0 },
  NMM: { C: 0.7, V: 1.3, H: 1.025 },
  NCC: { C: 0.65, V: 1.1, H: 1.005 },
  CH: { C: 0.4, V: 0.8, H: 0.97 },
  SE: { C: 2.0, V: 0.5, H: 0.985 },
  MRD: { C: 0.65, V: 0.9, H: 0.985 },
};

/** The industrial provinces draw more than their region; assumptions. */
const PROVINCIAL_C: Readonly<Record<string, number>> = {
  '27': 1.7,
  '31': 1.15,
  '22': 1.2,
  '24': 1.9,
  '26': 1.2,
  '48': 1.6,
  '74': 1.15,
  '70': 0.65,
  '72': 0.75,
  '80': 1.8,
  '82': 1.15,
};

export type Scheme = 'C' | 'V' | 'U' | 'H';
export const SCHEMES: readonly Scheme[] = ['C', 'V', 'U', 'H'];

/** The share of a province's people in a scheme, and where it comes from. */
export interface SchemeShare {
  readonly share: number;
  /** The published figure behind it, or null where the model gives it. */
  readonly figureId: string | null;
  /** The day the figure describes; the as-of date where there is none. */
  readonly asOf: string;
}

/** What a province's people do: the shares by scheme, and the probabilities that follow from them. */
export interface ProvinceParticipation {
  readonly shares: Readonly<Record<Scheme, SchemeShare>>;
  /** Chances, among people of working age, to be employed in a given month and to insure themselves. */
  readonly employed: number;
  readonly voluntary: number;
  /** The share of the employed who are in unemployment insurance. */
  readonly unemploymentShare: number;
  /** Chance of another health card among those who are neither employed nor small children. */
  readonly otherHealth: number;
}

const SCHEME_OF: Readonly<Record<string, Scheme>> = { compulsory_si: 'C', voluntary_si: 'V', ui: 'U', hi: 'H' };

/** The published counts of participants of single provinces: the figures a nation must come close to. */
export function publishedCounts(): readonly {
  figureId: string;
  province: string;
  scheme: Scheme;
  asOf: string;
  value: number;
}[] {
  return PUBLISHED_FIGURES.flatMap((figure) => {
    const scheme = SCHEME_OF[figure.scheme ?? ''];
    const province = figure.areaCodes.length === 1 ? figure.areaCodes[0] : undefined;
    if (figure.metric !== 'participants' || figure.unit !== 'persons' || !scheme || !province) return [];
    return [{ figureId: figure.id, province, scheme, asOf: figure.asOf, value: figure.value }];
  });
}

/** The share of a province's people that a published count stands for, by that year's population. */
export function publishedShare(region: Region, asOf: string, value: number): number {
  const year = asOf.slice(0, 4) as keyof Region['persons'];
  return value / region.persons[year];
}

/** The participation of every province, in the order of the regions. */
export function participationByProvince(
  regions: readonly Region[],
  period: Period,
  asOf: string,
): readonly ProvinceParticipation[] {
  const counts = publishedCounts();
  const factorOf = (region: Region, scheme: 'C' | 'V' | 'H'): number =>
    (REGIONAL[region.regionCode]?.[scheme] ?? 1) * (scheme === 'C' ? (PROVINCIAL_C[region.code] ?? 1) : 1);
  const published = (region: Region, scheme: Scheme): SchemeShare | null => {
    const count = counts.find((known) => known.province === region.code && known.scheme === scheme);
    if (!count) return null;
    return { share: publishedShare(region, count.asOf, count.value), figureId: count.figureId, asOf: count.asOf };
  };
  const scale = (scheme: 'C' | 'V' | 'H'): number => {
    let rest = NATIONAL[scheme] / NATIONAL_PERSONS;
    let weight = 0;
    for (const region of regions) {
      const part = region.persons['2023'] / NATIONAL_PERSONS;
      const known = published(region, scheme);
      if (known) rest -= known.share * part;
      else weight += factorOf(region, scheme) * part;
    }
    return rest / weight;
  };
  const scales = { C: scale('C'), V: scale('V'), H: scale('H') };
  const ages = new Map<string, number>();
  const ageShare = (low: number, high: number, day: string): number => {
    const key = `${low}-${day}`;
    const known =
      ages.get(key) ??
      shareOfAges(low, high, (period.asOf - parseDay(day)) / 365.25, (period.asOf - period.start + 1) / 365.25);
    ages.set(key, known);
    return known;
  };
  return regions.map((region) => {
    const model = (scheme: 'C' | 'V' | 'H', most: number): SchemeShare =>
      within(published(region, scheme), period) ?? {
        share: Math.min(most, scales[scheme] * factorOf(region, scheme)),
        figureId: null,
        asOf,
      };
    const C = model('C', 0.45);
    const V = model('V', 0.08);
    const H = model('H', 0.975);
    const U = within(published(region, 'U'), period) ?? {
      share: C.share * (NATIONAL.U / NATIONAL.C),
      figureId: null,
      asOf,
    };
    const working = ageShare(WORK_FROM, WORK_UNTIL, C.asOf);
    const children = ageShare(0, CHILD_UNTIL, H.asOf);
    const employedThen = (C.share / working) * ageShare(WORK_FROM, WORK_UNTIL, H.asOf);
    return {
      shares: { C, V, U, H },
      employed: C.share / working,
      voluntary: V.share / ageShare(WORK_FROM, WORK_UNTIL, V.asOf),
      unemploymentShare: Math.min(1, U.share / C.share),
      otherHealth: (H.share - employedThen - children * CHILD_COVERAGE) / (1 - employedThen - children),
    };
  });
}

function within(share: SchemeShare | null, period: Period): SchemeShare | null {
  if (!share) return null;
  const day = parseDay(share.asOf);
  if (day >= period.start && day <= period.asOf && monthOf(day) <= period.asOfMonth) return share;
  return { ...share, asOf: dayTextOf(period) };
}

function dayTextOf(period: Period): string {
  return new Date(period.asOf * 86_400_000).toISOString().slice(0, 10);
}
