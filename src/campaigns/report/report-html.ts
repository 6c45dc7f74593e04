import { progressChart } from './charts';
import { clock, grouped, percent } from './figures';
import { html, type Markup } from './markup';
import { PAGE_STYLE } from './page-style';
import { openOf } from './read-outcome';
import type { CampaignReport } from './read-report';
import { anomalySection, outcomeSection, provinceSection, ruleSection } from './sections-of-findings';
import { employerSection, qualitySection, reviewSection, stageSection } from './sections-of-work';
import { heading, section } from './section';
import { inBoth, STATE_WORDS } from './words';

/**
 * A report as one page that needs nothing else: no script, no font, no picture from elsewhere, and a policy that would refuse them.
 * It is well-formed XML too.
 */
export function toHtml(report: CampaignReport): string {
  const { known, looked, progress } = report;
  const page = html`<html xmlns="http://www.w3.org/1999/xhtml" lang="vi">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
<title>${known.campaign.title} · Liên Thông</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
${header(report)}
${tiles(report)}
${section(
  heading({ vi: 'Tiến độ mỗi ngày', en: 'Progress per day' }),
  html`${progressChart(progress.days, looked.participants, looked.valid)}<p class="note">Trên: tỷ lệ số định danh đúng cuối mỗi ngày; dưới: số trường hợp được giải quyết trong ngày. <span class="en">Above, the share of valid IDs at the end of each day; below, findings settled on the day. Days of Viet Nam.</span></p>`,
)}
${outcomeSection(report)}
${provinceSection(report)}
<div class="pair"><div>${anomalySection(report)}</div><div>${ruleSection(report)}${stageSection(report)}</div></div>
${reviewSection(report)}
${employerSection(report)}
${qualitySection(report)}
${footer(report)}
</main>
</body>
</html>`;
  return `<!DOCTYPE html>\n${page.text}\n`;
}

function header({ known, at, model }: CampaignReport): Markup {
  const { campaign } = known;
  const facts = [
    campaign.id,
    ...(campaign.isDryRun ? ['chạy thử · dry run'] : []),
    ...(known.reverts === null ? [] : [`hoàn tác ${known.reverts} · takes it back`]),
    `lập ${clock(known.createdAt)} · made`,
    `số liệu lúc ${clock(at)} · as of`,
    `độ chính xác yêu cầu ${percent(campaign.precision, 2)} · stated precision`,
    ...(model === null ? [] : [`mô hình ${model.version.slice(0, 12)} · model`]),
  ];
  return html`<header><div class="brand">Liên Thông · Cập nhật số định danh · ID-updating campaign</div><h1>${campaign.title}</h1><span class="state">${inBoth(STATE_WORDS[known.state])}</span><div class="meta">${facts.join(' \u00a0|\u00a0 ')}</div></header>`;
}

function tiles({ looked, outcomes: { total }, progress }: CampaignReport): Markup {
  const shareOf = (count: number, of: number): string => percent(of === 0 ? null : count / of);
  const { standing, finishesOn } = progress.finish;
  const finish = { REACHED: 'xong', MOVING: finishesOn ?? '', STANDING: 'đứng yên', OUT_OF_REACH: '–' }[standing];
  const tile = (figure: string, vi: string, en: string): Markup =>
    html`<div class="tile"><b>${figure}</b><span>${vi}</span><span>${en}</span></div>`;
  return html`<div class="tiles">${[
    tile(grouped(looked.participants), 'người tham gia đã xem', 'participants looked at'),
    tile(
      shareOf(progress.valid, looked.participants),
      `số định danh đúng, trước ${shareOf(looked.valid, looked.participants)}`,
      `valid now, ${shareOf(looked.valid, looked.participants)} before`,
    ),
    tile(
      grouped(total.found),
      `trường hợp, đã ghép ${shareOf(total.matched, total.found)}`,
      `findings, ${shareOf(total.matched, total.found)} matched`,
    ),
    tile(
      grouped(openOf(total)),
      `đang mở, ${grouped(total.open.POSSIBLE)} chờ rà soát`,
      `open, ${grouped(total.open.POSSIBLE)} to review`,
    ),
    tile(
      finish,
      'dự báo giải quyết xong',
      standing === 'REACHED'
        ? 'nothing is open'
        : standing === 'STANDING'
          ? 'forecast: it stands still'
          : 'forecast of the finish',
    ),
  ]}</div>`;
}

function footer({ isAccountedFor }: CampaignReport): Markup {
  return html`<footer><p>${isAccountedFor ? 'Mọi trường hợp đã ghép đều được tính đến: đã ghép = đã cập nhật + xác nhận đúng + hồ sơ đã đổi + bác bỏ + cách ly + đang mở. Every match is accounted for.' : 'CÓ TRƯỜNG HỢP CHƯA ĐƯỢC TÍNH ĐẾN. NOT EVERY MATCH IS ACCOUNTED FOR.'}</p><p>Dự báo: phần còn lại chia cho số giải quyết mỗi ngày trong bảy ngày gần nhất. <span class="en">Forecast: what remains over what was settled a day in the last seven days. Figures are aggregates for officers; none is of one person.</span></p></footer>`;
}
