import published from './published-reports.json';

/** How exactly a figure is printed. */
export type FigurePrecision =
  | 'exact'
  | 'lower_bound'
  | 'upper_bound'
  | 'approximate'
  | 'estimate'
  | 'rounded_100'
  | 'rounded_1000'
  | 'rounded_0.1bn';

export type FigureFlagCode = keyof typeof published.flags;

/** A reason to read a figure with care: a contradiction, a bound, a denominator. The figure itself stays as printed. */
export interface FigureFlag {
  readonly code: FigureFlagCode;
  readonly text: string;
}

/** One statistic as Viet Nam Social Security printed it, contradictions included. */
export interface PublishedFigure {
  readonly id: string;
  /** The day the figure describes, yyyy-mm-dd; `dateAssumed` when the report does not say it. */
  readonly asOf: string;
  readonly dateAssumed: boolean;
  readonly area: string;
  /** Province codes as of before July 2025; empty for the whole country. */
  readonly areaCodes: readonly string[];
  readonly metric: string;
  readonly scheme: string | null;
  readonly value: number;
  readonly unit: string;
  readonly precision: FigurePrecision;
  /** The share of the year's target, as printed, and how exactly that is printed where it differs from the figure. */
  readonly percentOfTarget: number | null;
  readonly percentPrecision: FigurePrecision | null;
  /** The target that value and share imply: value / percentOfTarget. */
  readonly impliedTarget: number | null;
  readonly targetPeriod: string | null;
  readonly usdStated: number | null;
  /** What the figure would be if a presumed misprint were corrected; never used in place of the value. */
  readonly plausibleValue: number | null;
  readonly sumOfParts: number | null;
  /** Whether the figure contradicts the law or another figure of the same report. */
  readonly suspect: boolean;
  readonly flags: readonly FigureFlag[];
  readonly note: string;
  readonly source: { readonly title: string; readonly publisher: string; readonly published: string };
}

/** The 70 statistics of five reports of 2022 and 2023, as printed, in the order of the reports. */
export const PUBLISHED_FIGURES: readonly PublishedFigure[] = published.rows.map((row) => ({
  ...row,
  precision: row.precision as FigurePrecision,
  percentPrecision: row.percentPrecision as FigurePrecision | null,
  flags: row.flags.map((code) => toFlag(code)),
}));

/** The published figure with an ID such as 'CB-CSI-PART', or null. */
export function findPublishedFigure(id: string): PublishedFigure | null {
  return PUBLISHED_FIGURES.find((figure) => figure.id === id) ?? null;
}

function toFlag(code: string): FigureFlag {
  const known = code as FigureFlagCode;
  return { code: known, text: published.flags[known] };
}
