import { toQuality } from '../../values/campaign-quality';
import type { MeasuredShare } from '../../values/wilson-interval';
import { segmentedBar, whisker } from './charts';
import { clock, duration, grouped, percent } from './figures';
import { html, type Markup } from './markup';
import type { CampaignReport } from './read-report';
import { bothWords, heading, section, table } from './section';
import { DIMENSION_WORDS, inBoth, provinceNames, STAGE_WORDS } from './words';

/** The sections of a report's page about the work: stages, review, employers, and how well it was done. */

const COUNT = { vi: 'Số', en: 'count' };

export function stageSection({ stages }: CampaignReport): Markup | null {
  if (stages.length === 0) return null;
  return section(
    heading({ vi: 'Các bước', en: 'Stages' }),
    table(
      [
        { words: { vi: 'Bước', en: 'stage' } },
        { words: null, kind: 'wide' },
        { words: { vi: 'Đã xong', en: 'done' }, kind: 'n' },
        { words: { vi: 'Mỗi giây', en: 'a second' }, kind: 'n' },
        { words: { vi: 'Còn lại', en: 'left' }, kind: 'n' },
      ],
      stages.map(({ stage, units, finished, participants, done, perSecond, secondsLeft }) => [
        bothWords(STAGE_WORDS[stage]),
        participants > 0
          ? segmentedBar([{ kind: 'applied', count: done, label: inBoth(STAGE_WORDS[stage]) }], participants)
          : segmentedBar([{ kind: 'applied', count: finished, label: inBoth(STAGE_WORDS[stage]) }], units),
        html`${grouped(participants > 0 ? done : finished)}`,
        html`${perSecond === null ? '–' : grouped(perSecond)}`,
        html`${secondsLeft === null ? '–' : secondsLeft === 0 ? '✓' : duration(secondsLeft)}`,
      ]),
    ),
  );
}

export function reviewSection({ asOf, review }: CampaignReport): Markup | null {
  const { waiting, reviewers, agreement, drawn, checks } = review;
  if (waiting.length === 0 && reviewers.length === 0 && drawn === 0) return null;
  const nameOf = provinceNames(asOf);
  const queue = table(
    [
      { words: { vi: 'Chờ tại', en: 'waiting in' } },
      { words: COUNT, kind: 'n' },
      { words: { vi: 'Đang xem', en: 'claimed' }, kind: 'n' },
      { words: { vi: 'Cần hai người', en: 'need two' }, kind: 'n' },
    ],
    waiting.map((of) => [
      html`${nameOf(of.province)}`,
      html`${grouped(of.waiting)}`,
      html`${grouped(of.claimed)}`,
      html`${grouped(of.risky)}`,
    ]),
  );
  const officers = table(
    [
      { words: { vi: 'Cán bộ', en: 'reviewer' } },
      { words: { vi: 'Chấp nhận', en: 'accepted' }, kind: 'n' },
      { words: { vi: 'Bác bỏ', en: 'rejected' }, kind: 'n' },
      { words: { vi: 'Giấy tờ', en: 'papers' }, kind: 'n' },
    ],
    reviewers.map((of) => [
      html`${of.reviewer}`,
      html`${grouped(of.accepted)}`,
      html`${grouped(of.rejected)}`,
      html`${grouped(of.papers)}`,
    ]),
  );
  return html`<section>${heading({ vi: 'Rà soát', en: 'Clerical review' })}<div class="pair"><div>${queue}</div><div>${officers}</div></div>
<p class="note">Hai cán bộ trở lên cùng quyết định · reviewers agree: <b>${tell(agreement)}</b>. Ghép tự động rút mẫu ${grouped(drawn)}, được chấp nhận · automatic matches drawn for checking, accepted: <b>${tell(checks)}</b></p></section>`;
}

function tell({ count, of, share, low, high }: MeasuredShare): string {
  if (share === null) return 'chưa có · none yet';
  return `${grouped(count)} / ${grouped(of)} = ${percent(share, 2)} (95 %: ${percent(low, 2)} – ${percent(high, 2)})`;
}

export function employerSection({ worstEmployers }: CampaignReport): Markup | null {
  if (worstEmployers.length === 0) return null;
  return section(
    heading({ vi: 'Đơn vị còn nhiều số định danh sai nhất', en: 'Employers with the most invalid IDs' }),
    table(
      [
        { words: { vi: 'Mã số thuế', en: 'tax code' } },
        { words: null, kind: 'wide' },
        { words: { vi: 'Người tham gia', en: 'participants' }, kind: 'n' },
        { words: { vi: 'Sai khi quét', en: 'invalid when scanned' }, kind: 'n' },
        { words: { vi: 'Đã sửa', en: 'put right' }, kind: 'n' },
      ],
      worstEmployers.map(({ employer, participants, valid, corrected }) => [
        html`${employer}`,
        segmentedBar(
          [
            { kind: 'before', count: valid, label: 'Đúng khi quét · valid when scanned' },
            { kind: 'applied', count: corrected, label: 'Đã sửa · put right' },
          ],
          participants,
        ),
        html`${grouped(participants)}`,
        html`${grouped(participants - valid)}`,
        html`${grouped(corrected)}`,
      ]),
    ),
  );
}

export function qualitySection({ asOf, quality }: CampaignReport): Markup | null {
  if (!quality) return null;
  const nameOf = provinceNames(asOf);
  const told = quality.groups.map((group) => ({ group, ...toQuality(group) }));
  // What is told of apart would stretch the axis for all others.
  const lows = told.flatMap(({ group, recall }) => (group.dimension === 'APART' ? [] : [recall.low]));
  const least = Math.floor(Math.min(1, ...lows) * 100 - 1e-9) / 100;
  const rows = told.map(({ group, precision, automaticRate, recall }) => {
    const key = group.dimension === 'PROVINCE' ? nameOf(group.key) : group.key;
    return [
      key === ''
        ? html`<b>${inBoth(DIMENSION_WORDS[group.dimension])}</b>`
        : html`${key} <span class="en">${inBoth(DIMENSION_WORDS[group.dimension])}</span>`,
      html`${grouped(group.participants)}`,
      exact(precision),
      html`${percent(automaticRate.share, 2)}`,
      whisker(group.dimension === 'APART' ? { ...recall, share: null } : recall, Math.max(0, least)),
      exact(recall),
    ];
  });
  return html`<section>${heading({ vi: 'Chất lượng so với sự thật', en: 'Quality against the demonstration’s truth' })}${table(
    [
      { words: { vi: 'Nhóm', en: 'group' } },
      { words: { vi: 'Người', en: 'people' }, kind: 'n' },
      { words: { vi: 'Chính xác tự động', en: 'automatic precision' }, kind: 'n' },
      { words: { vi: 'Tự động', en: 'automatic' }, kind: 'n' },
      { words: { vi: `Tìm thấy, từ ${percent(least, 0)}`, en: `recall, from ${percent(least, 0)} on` }, kind: 'bar' },
      { words: { vi: 'Tìm thấy', en: 'recall' }, kind: 'n' },
    ],
    rows,
  )}<p class="note">Khoảng tin cậy 95 % theo Wilson · Wilson 95 % intervals. ${clock(quality.evaluatedAt)}</p></section>`;
}

function exact({ share, low, high }: MeasuredShare): Markup {
  if (share === null) return html`–`;
  return html`${percent(share, 2)} <span class="en">${percent(low, 2)} – ${percent(high, 2)}</span>`;
}
