import { grouped, percent } from './figures';
import { html, type Markup } from './markup';
import type { DayProgress } from './read-progress';

/** The charts of a report's page, drawn as SVG; their colours are classes of the page's style. */

/** A part of a bar: its class gives the colour, its label is told when pointed at. */
export interface Segment {
  readonly kind: string;
  readonly count: number;
  readonly label: string;
}

/** A bar of parts over a track of `of`; `aim`, from 0 to 1, is marked on it. */
export function segmentedBar(
  segments: readonly Segment[],
  of: number,
  { height = 12, aim = null }: { readonly height?: number; readonly aim?: number | null } = {},
): Markup {
  let from = 0;
  const drawn = segments
    .filter(({ count }) => count > 0)
    .map(({ kind, count, label }) => {
      const [x, width] = [of === 0 ? 0 : (100 * from) / of, of === 0 ? 0 : (100 * count) / of];
      from += count;
      return html`<rect class="${kind}" x="${round(x)}%" width="${round(width)}%" y="0" height="${height}"><title>${label}: ${grouped(count)}</title></rect>`;
    });
  const mark =
    aim === null
      ? null
      : html`<line class="aim" x1="${round(100 * aim)}%" x2="${round(100 * aim)}%" y1="-3" y2="${height + 3}"/>`;
  const told = segments.map(({ label, count }) => `${label} ${grouped(count)}`).join(', ');
  return html`<svg role="img" aria-label="${told}" height="${height}"><rect class="track" width="100%" height="${height}"/>${drawn}${mark}</svg>`;
}

/** A small square of a part's colour, for a legend. */
export function swatch(kind: string): Markup {
  return html`<svg aria-hidden="true"><rect class="${kind}" width="11" height="11"/></svg>`;
}

/** A share with its interval on an axis that begins at `least`; the part below is cut off. */
export function whisker(
  { share, low, high }: { share: number | null; low: number; high: number },
  least: number,
): Markup {
  const place = (value: number): string => `${round((100 * Math.max(0, value - least)) / (1 - least))}%`;
  if (share === null) return html`<svg height="12" aria-hidden="true"></svg>`;
  return html`<svg height="12" role="img" aria-label="${percent(low, 3)} – ${percent(high, 3)}"><line class="grid" x1="0" x2="100%" y1="6" y2="6"/><line class="whisker" x1="${place(low)}" x2="${place(high)}" y1="6" y2="6"/><circle class="dot" cx="${place(share)}" cy="6" r="4"><title>${percent(share, 3)} (${percent(low, 3)} – ${percent(high, 3)})</title></circle></svg>`;
}

const WIDTH = 1060;
const LEFT = 46;
const RIGHT = 62;
const TREND = { top: 12, height: 150 };
const BARS = { top: 186, height: 64 };
const BOTTOM = BARS.top + BARS.height;
const MOST_TICKS = 9;

/** The share of valid IDs at the end of each day, and below it how many findings were settled on the day. */
export function progressChart(days: readonly DayProgress[], participants: number, validAtScan: number): Markup {
  const step = (WIDTH - LEFT - RIGHT) / Math.max(1, days.length);
  const shares = [validAtScan, ...days.map(({ validSoFar }) => validSoFar)].map((valid) =>
    participants === 0 ? 0 : valid / participants,
  );
  const { least, most, ticks } = axisOf(Math.min(...shares), Math.max(...shares));
  const yOf = (share: number): number => round(TREND.top + TREND.height * (1 - (share - least) / (most - least)));
  const points = shares.map((share, i) => `${round(LEFT + i * step)},${yOf(share)}`);
  const end = round(LEFT + days.length * step);
  const floor = TREND.top + TREND.height;
  const highest = Math.max(1, ...days.map(({ settled }) => settled));
  const every = Math.ceil(days.length / MOST_TICKS);
  return html`<svg viewBox="0 0 ${WIDTH} ${BOTTOM + 22}" role="img" aria-label="Tiến độ mỗi ngày, progress per day">
${ticks.map((tick) => html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${yOf(tick)}" y2="${yOf(tick)}"/><text x="${LEFT - 8}" y="${yOf(tick) + 4}" text-anchor="end">${round(100 * tick)}%</text>`)}
<path class="wash" d="M${LEFT},${floor} L${points.join(' L')} L${end},${floor} Z"/>
<path class="trend" d="M${points.join(' L')}"/>
<circle class="dot" cx="${end}" cy="${yOf(shares.at(-1) ?? 0)}" r="4"/>
<text class="strong" x="${end + 8}" y="${yOf(shares.at(-1) ?? 0) + 4}">${percent(shares.at(-1) ?? 0)}</text>
<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${BOTTOM}" y2="${BOTTOM}"/>
<text x="${LEFT - 8}" y="${BARS.top + 8}" text-anchor="end">${short(highest)}</text><text x="${LEFT - 8}" y="${BOTTOM}" text-anchor="end">0</text>
${days.map((of, i) => dayBars(of, LEFT + i * step, step, highest))}
${days.flatMap(({ day }, i) => (i % every === 0 ? [html`<text x="${round(LEFT + (i + 0.5) * step)}" y="${BOTTOM + 16}" text-anchor="middle">${day.slice(8)}/${day.slice(5, 7)}</text>`] : []))}
</svg>`;
}

function dayBars({ day, settled, gained }: DayProgress, x: number, step: number, highest: number): Markup {
  const width = Math.min(46, Math.max(1, step * 0.7));
  const bar = (kind: string, count: number, above: number): Markup => {
    const height = (BARS.height * count) / highest;
    return html`<rect class="${kind}" x="${round(x + (step - width) / 2)}" width="${round(width)}" y="${round(BOTTOM - height - above)}" height="${round(height)}"/>`;
  };
  const [valid, others] = [gained, settled - gained];
  return html`<g><title>${day}: ${grouped(valid)} đúng số định danh · valid, ${grouped(others)} khác · otherwise</title>${bar('applied', valid, 0)}${bar('none', others, (BARS.height * valid) / highest)}</g>`;
}

/** An axis of shares that begins and ends on round ones, a little beyond what is shown. */
function axisOf(low: number, high: number): { least: number; most: number; ticks: readonly number[] } {
  const step = [0.01, 0.02, 0.05, 0.1, 0.2].find((each) => (high - low) / each <= 4) ?? 0.25;
  const least = Math.max(0, Math.floor(low / step - 1e-9) * step);
  const most = Math.min(1, Math.max(Math.ceil(high / step + 1e-9) * step, least + step));
  const start = most > least ? least : least - step;
  const count = Math.round((most - start) / step);
  return { least: start, most, ticks: Array.from({ length: count + 1 }, (_, i) => start + i * step) };
}

/** A count in the room of five letters. */
function short(count: number): string {
  if (count < 10_000) return grouped(count);
  return count < 1_000_000 ? `${Math.round(count / 1000)}k` : `${round(count / 1_000_000)}M`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
