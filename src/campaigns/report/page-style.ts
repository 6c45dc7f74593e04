import { html } from './markup';

/** The look of a report's page: light and dark as the reader's system has it, light on paper; no fonts but the reader's. */
export const PAGE_STYLE = html`
:root {
  color-scheme: light dark;
  --page: #f4f6f8; --card: #ffffff; --ink: #14202c; --quiet: #566573; --rule: #e2e7ec; --track: #eaeef2;
  --before: #a3bdd6; --applied: #0f7b5f; --confirmed: #63b899; --open: #3f78d8; --conflict: #e09a1a;
  --rejected: #c64a35; --quarantined: #8257c9; --none: #b6c0ca; --aim: #14202c; --wash: rgba(15, 123, 95, .13);
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f151b; --card: #18212a; --ink: #e8edf2; --quiet: #9aa9b8; --rule: #2a3541; --track: #25303b;
    --before: #55728f; --applied: #2eaf8b; --confirmed: #7fd0b3; --open: #6c9df0; --conflict: #e8b04a;
    --rejected: #e27563; --quarantined: #a98ae0; --none: #5d6b79; --aim: #f2f5f8; --wash: rgba(46, 175, 139, .18);
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 28px 24px 40px; }
header { display: flex; flex-wrap: wrap; gap: 6px 16px; align-items: baseline; margin-bottom: 18px; }
h1 { font-size: 25px; line-height: 1.2; margin: 0; letter-spacing: -.01em; overflow-wrap: anywhere; }
.brand { flex: 1 0 100%; color: var(--quiet); font-size: 12px; letter-spacing: .08em; text-transform: uppercase; }
.meta { flex: 1 0 100%; color: var(--quiet); font-size: 13px; overflow-wrap: anywhere; }
.state { border-radius: 99px; padding: 3px 12px; background: var(--wash); color: var(--applied); font-weight: 600; font-size: 13px; }
.tiles { display: grid; grid-template-columns: repeat(5, 1fr); gap: 12px; margin-bottom: 14px; }
.tile, section { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; }
.tile { padding: 12px 14px; }
.tile b { display: block; font-size: 24px; line-height: 1.2; font-weight: 650; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.tile span { color: var(--quiet); font-size: 12px; display: block; }
section { padding: 16px 18px 18px; margin-bottom: 14px; min-width: 0; }
h2 { font-size: 15px; margin: 0 0 12px; font-weight: 650; }
h2 span, th span, .en { color: var(--quiet); font-weight: 400; }
h2 span { font-size: 13px; margin-left: 6px; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 14px; align-items: start; }
.pair > div { min-width: 0; }
svg { display: block; width: 100%; overflow: visible; }
svg text { fill: var(--quiet); font-size: 11px; font-variant-numeric: tabular-nums; }
svg .strong { fill: var(--ink); font-weight: 650; font-size: 12px; }
.grid { stroke: var(--rule); stroke-width: 1; }
.aim { stroke: var(--aim); stroke-width: 2; }
.trend { fill: none; stroke: var(--applied); stroke-width: 2.25; stroke-linejoin: round; }
.wash { fill: var(--wash); }
.track { fill: var(--track); } .before { fill: var(--before); } .applied { fill: var(--applied); } .confirmed { fill: var(--confirmed); }
.open { fill: var(--open); } .conflict { fill: var(--conflict); } .rejected { fill: var(--rejected); }
.quarantined { fill: var(--quarantined); } .none { fill: var(--none); }
.whisker { stroke: var(--applied); stroke-width: 2; } .dot { fill: var(--applied); }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { text-align: left; font-size: 12px; font-weight: 600; padding: 0 8px 6px 0; border-bottom: 1px solid var(--rule); vertical-align: bottom; }
td { padding: 5px 8px 5px 0; border-bottom: 1px solid var(--rule); vertical-align: middle; overflow-wrap: anywhere; }
tr:last-child td { border-bottom: 0; }
td.n, th.n { text-align: right; white-space: nowrap; }
td:last-child, th:last-child { padding-right: 0; }
td .en { font-size: 12px; }
td.told { white-space: nowrap; padding-left: 14px; } th.told { padding-left: 14px; }
td.bar { min-width: 90px; }
.name { width: 24%; } .wide { width: 34%; }
.late { color: var(--rejected); font-weight: 600; } .good { color: var(--applied); font-weight: 600; }
.legend { display: flex; flex-wrap: wrap; gap: 6px 18px; margin: 10px 0 0; padding: 0; list-style: none; font-size: 13px; }
.legend li { display: flex; align-items: center; gap: 7px; }
.legend svg { width: 11px; height: 11px; flex: none; }
.legend b { font-variant-numeric: tabular-nums; }
.note { color: var(--quiet); font-size: 12px; margin: 10px 0 0; }
footer { color: var(--quiet); font-size: 12px; }
@media (max-width: 800px) { .tiles { grid-template-columns: repeat(2, 1fr); } .pair { grid-template-columns: 1fr; } .wide { width: 26%; } }
@page { margin: 12mm; }
@media print {
  :root { color-scheme: light; --page: #ffffff; --card: #ffffff; --ink: #14202c; --quiet: #566573; --rule: #d5dbe1; --track: #eaeef2;
    --before: #a3bdd6; --applied: #0f7b5f; --confirmed: #63b899; --open: #3f78d8; --conflict: #e09a1a; --rejected: #c64a35;
    --quarantined: #8257c9; --none: #b6c0ca; --aim: #14202c; --wash: rgba(15, 123, 95, .13); }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { font-size: 11px; } main { padding: 0; max-width: none; }
  section, .tile { border-color: #d5dbe1; } tr, .tile, .chart { break-inside: avoid; } h2 { break-after: avoid; }
}`;
