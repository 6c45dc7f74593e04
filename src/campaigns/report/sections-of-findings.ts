import { type Segment, segmentedBar, swatch } from './charts';
import { grouped, percent } from './figures';
import { sumOf } from './group-by';
import { html, type Markup } from './markup';
import { OPEN_STATES, openOf, type Outcome } from './read-outcome';
import type { TargetProgress } from './read-progress';
import type { CampaignReport } from './read-report';
import { bothWords, heading, section, table } from './section';
import { ANOMALY_WORDS, inBoth, OPEN_WORDS, provinceNames, RULE_WORDS, SETTLED_WORDS } from './words';

/** The sections of a report's page that say what was found and what became of it. */

const SETTLED = ['applied', 'confirmed', 'conflict', 'rejected', 'quarantined'] as const;

/** One bar of all matches; its parts are the two sides of the sum. */
export function outcomeSection({ outcomes: { total } }: CampaignReport): Markup {
  const open: Segment = { kind: 'open', count: openOf(total), label: 'Đang mở · open' };
  const segments = [...SETTLED.map((kind) => ({ kind, count: total[kind], label: inBoth(SETTLED_WORDS[kind]) })), open];
  const opened = OPEN_STATES.filter((state) => total.open[state] > 0).map(
    (state) => `${inBoth(OPEN_WORDS[state])}: ${grouped(total.open[state])}`,
  );
  const others = [
    `không có ứng viên · no candidate: ${grouped(total.unmatched)}`,
    `chờ giấy tờ, không có ứng viên · papers needed, no candidate: ${grouped(total.papers)}`,
    ...(total.waiting > 0 ? [`chưa đối sánh · not matched yet: ${grouped(total.waiting)}`] : []),
  ];
  return section(
    heading({ vi: `Kết quả ${grouped(total.matched)} trường hợp đã ghép`, en: 'What became of the matches' }),
    html`${segmentedBar(segments, total.matched, { height: 26 })}
<ul class="legend">${segments.map(({ kind, count, label }) => html`<li>${swatch(kind)}<span>${label}</span><b>${grouped(count)}</b></li>`)}</ul>
${opened.length > 0 ? html`<p class="note">Đang mở · open: ${opened.join('; ')}</p>` : null}
<p class="note">Ngoài ra · besides: ${others.join('; ')}</p>`,
  );
}

/** Every province's share of valid IDs against its target. */
export function provinceSection({ asOf, progress: { provinces } }: CampaignReport): Markup {
  const nameOf = provinceNames(asOf);
  const rows = provinces.map((of) => [
    html`${nameOf(of.province)} <span class="en">${of.province}</span>`,
    html`${grouped(of.participants)}`,
    segmentedBar(
      [
        { kind: 'before', count: of.validAtScan, label: 'Đúng khi quét · valid when scanned' },
        { kind: 'applied', count: of.valid - of.validAtScan, label: 'Đúng nhờ đợt cập nhật · made valid' },
      ],
      of.participants,
      { aim: of.target?.share ?? null },
    ),
    html`<b>${percent(of.share)}</b>`,
    html`${of.target ? grouped(of.target.missing) : '–'}`,
    of.target ? tellTarget(of.target) : html`–`,
  ]);
  const legend = html`<ul class="legend"><li>${swatch('before')}Đúng khi quét · valid when scanned</li><li>${swatch('applied')}Đúng nhờ đợt cập nhật · made valid by the campaign</li><li>${aimMark()}Chỉ tiêu · target</li><li>✓ đạt · reached</li><li>→ dự báo · forecast</li></ul>`;
  return html`<section>${heading({ vi: 'Các tỉnh so với chỉ tiêu', en: 'Provinces against target' })}${table(
    [
      { words: { vi: 'Tỉnh', en: 'province' } },
      { words: { vi: 'Người tham gia', en: 'participants' }, kind: 'n' },
      { words: { vi: 'Số định danh đúng', en: 'valid IDs' }, kind: 'wide' },
      { words: { vi: 'Tỷ lệ', en: 'share' }, kind: 'n' },
      { words: { vi: 'Còn thiếu', en: 'missing' }, kind: 'n' },
      { words: { vi: 'Chỉ tiêu và dự báo', en: 'target and forecast' }, kind: 'told' },
    ],
    rows,
  )}${legend}</section>`;
}

function aimMark(): Markup {
  return html`<svg aria-hidden="true"><line class="aim" x1="5" x2="5" y1="-1" y2="12"/></svg>`;
}

function tellTarget({ share, deadline, missing, reachedOn, forecast, isInTime }: TargetProgress): Markup {
  const aim = html`${percent(share, 0)} ≤ ${deadline}`;
  if (!forecast) return aim;
  if (missing === 0) return html`${aim} <span class="good">✓ ${reachedOn}</span>`;
  const told = {
    MOVING: `→ ${forecast.finishesOn ?? ''}`,
    STANDING: 'đứng yên · still',
    OUT_OF_REACH: 'ngoài tầm · too far',
    REACHED: '',
  }[forecast.standing];
  return html`${aim} <span class="${isInTime ? 'good' : 'late'}">${told}</span>`;
}

/** Every class of anomalies by what became of its findings. */
export function anomalySection({ looked, outcomes: { byAnomaly } }: CampaignReport): Markup {
  const most = Math.max(1, ...[...byAnomaly.values()].map(({ found }) => found));
  const rows = [...byAnomaly].map(([anomaly, outcome]) => [
    bothWords(ANOMALY_WORDS[anomaly]),
    segmentedBar(partsOf(outcome), most),
    html`${grouped(outcome.found)}`,
    html`${percent(looked.participants === 0 ? null : outcome.found / looked.participants)}`,
  ]);
  return section(
    heading({ vi: 'Loại bất thường', en: 'Classes of anomalies' }),
    html`${table(
      [
        { words: { vi: 'Loại', en: 'class' } },
        { words: { vi: 'Kết quả', en: 'outcome' }, kind: 'wide' },
        { words: { vi: 'Số', en: 'findings' }, kind: 'n' },
        { words: { vi: 'Tỷ lệ', en: 'of all' }, kind: 'n' },
      ],
      rows,
    )}<ul class="legend"><li>${swatch('applied')}cập nhật · applied</li><li>${swatch('confirmed')}xác nhận · confirmed</li><li>${swatch('open')}đang mở · open</li><li>${swatch('none')}khác · otherwise</li></ul>`,
  );
}

function partsOf(outcome: Outcome): readonly Segment[] {
  const { found, applied, confirmed } = outcome;
  const open = openOf(outcome);
  return [
    { kind: 'applied', count: applied, label: inBoth(SETTLED_WORDS.applied) },
    { kind: 'confirmed', count: confirmed, label: inBoth(SETTLED_WORDS.confirmed) },
    { kind: 'open', count: open, label: 'Đang mở · open' },
    { kind: 'none', count: found - applied - confirmed - open, label: 'Khác · otherwise' },
  ];
}

/** By what citizens were found. */
export function ruleSection({ outcomes: { byRule } }: CampaignReport): Markup {
  const all = sumOf(byRule, ({ findings }) => findings);
  return section(
    heading({ vi: 'Cách ghép', en: 'How matches came' }),
    table(
      [
        { words: { vi: 'Quy tắc', en: 'rule' } },
        { words: null, kind: 'wide' },
        { words: { vi: 'Số', en: 'matches' }, kind: 'n' },
      ],
      byRule.map(({ rule, findings }) => [
        bothWords(RULE_WORDS[rule]),
        segmentedBar([{ kind: 'applied', count: findings, label: inBoth(RULE_WORDS[rule]) }], all),
        html`${grouped(findings)}`,
      ]),
    ),
  );
}
