import { toQuality } from '../../values/campaign-quality';
import type { MeasuredShare } from '../../values/wilson-interval';
import { ANOMALIES } from '../classify';
import { clock, duration, grouped, percent } from './figures';
import type { Forecast } from './forecast';
import { OPEN_STATES, openOf } from './read-outcome';
import type { ProvinceProgress } from './read-progress';
import type { CampaignReport } from './read-report';
import {
  ANOMALY_WORDS,
  DIMENSION_WORDS,
  OPEN_WORDS,
  provinceNames,
  RULE_WORDS,
  SETTLED_WORDS,
  STAGE_WORDS,
} from './words';

/** A report for a terminal of 100 columns; no line is longer. */
const WIDTH = 100;
const NAME = 34;
const COUNT = 12;
const BAR = 30;
const SHORT_BAR = 12;

export function toText(report: CampaignReport): string {
  const { known, at, outcomes, looked } = report;
  const { campaign } = known;
  const kind = `${campaign.isDryRun ? ', a dry run' : ''}${known.reverts === null ? '' : `, takes back ${known.reverts}`}`;
  const blocks: (readonly string[])[] = [
    [
      `${campaign.id}: ${campaign.title}`,
      `${known.state}${kind}; made ${clock(known.createdAt)}, as of ${clock(at)} (Viet Nam)`,
    ],
    section('Participants', [
      line('looked at', looked.participants),
      line('valid when looked at', looked.valid, looked.participants),
      line('valid now', report.progress.valid, looked.participants),
      ...(looked.elsewhere > 0
        ? [line('in the hands of another campaign', looked.elsewhere, looked.participants)]
        : []),
    ]),
    section(
      'Anomalies',
      ANOMALIES.flatMap((anomaly) => {
        const count = looked.anomalies[anomaly];
        return count ? [line(ANOMALY_WORDS[anomaly].en, count, looked.participants)] : [];
      }),
    ),
    section('Outcome', [
      line('found', outcomes.total.found),
      ...(['waiting', 'unmatched', 'papers'] as const).flatMap((name) =>
        outcomes.total[name] > 0 ? [line(NOT_MATCHED[name], outcomes.total[name], outcomes.total.found)] : [],
      ),
      line('matched', outcomes.total.matched, outcomes.total.found),
      ...(Object.keys(SETTLED_WORDS) as (keyof typeof SETTLED_WORDS)[]).map((name) =>
        line(`  ${SETTLED_WORDS[name].en}`, outcomes.total[name], outcomes.total.matched),
      ),
      line('  open', openOf(outcomes.total), outcomes.total.matched),
      ...OPEN_STATES.flatMap((state) =>
        outcomes.total.open[state] > 0
          ? [line(`    ${OPEN_WORDS[state].en}`, outcomes.total.open[state], outcomes.total.matched)]
          : [],
      ),
      report.isAccountedFor ? '  every match is accounted for' : '  NOT EVERY MATCH IS ACCOUNTED FOR',
    ]),
    section(
      'How matches came',
      outcomes.byRule.map(({ rule, findings }) => line(RULE_WORDS[rule].en, findings, outcomes.total.matched)),
    ),
    section('Provinces', provinceLines(report)),
    section('Finish', [`  ${tellForecast(report.progress.finish, 'open')}`]),
    section(
      'Stages',
      report.stages.map(({ stage, units, finished, done, participants, perSecond, secondsLeft }) => {
        const [count, of] = participants > 0 ? [done, participants] : [finished, units];
        const rate = perSecond === null ? '' : `  ${grouped(perSecond, ',')} a second`;
        const left = secondsLeft ? `, ${duration(secondsLeft)} left` : '';
        return `${line(STAGE_WORDS[stage].en, count, of, SHORT_BAR)}${rate}${left}`;
      }),
    ),
    section('Clerical review', reviewLines(report)),
    section('Employers with the most without a valid ID', employerLines(report)),
    section('Quality against the demonstration’s truth', qualityLines(report)),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.map(cut).join('\n'))
    .join('\n\n')}\n`;
}

const NOT_MATCHED = {
  waiting: 'not matched yet',
  unmatched: 'no candidate',
  papers: 'papers needed, no candidate',
} as const;

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title.toUpperCase(), ...lines];
}

/** A line break or an escape in a title would change what the terminal shows of the rest. */
function cut(text: string): string {
  const letters = [...text.normalize('NFC').replace(/\p{Cc}/gu, ' ')];
  return letters.length <= WIDTH ? letters.join('') : `${letters.slice(0, WIDTH - 1).join('')}…`;
}

function pad(text: string, width: number): string {
  const letters = [...text.normalize('NFC')];
  return letters.length > width
    ? `${letters.slice(0, width - 1).join('')}…`
    : letters.join('') + ' '.repeat(width - letters.length);
}

function share(value: number | null): string {
  return percent(value).replaceAll('\u202f', ' ').padStart(8);
}

function line(name: string, count: number, of?: number, width = BAR): string {
  const start = `  ${pad(name, NAME)}${grouped(count, ',').padStart(COUNT)}`;
  if (of === undefined) return start;
  return `${start} ${share(of === 0 ? null : count / of)} ${bar(of === 0 ? 0 : count / of, width)}`.trimEnd();
}

/** A bar of eighths of a letter. */
function bar(part: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, part)) * width * 8);
  const rest = eighths % 8 === 0 ? '' : String.fromCodePoint(0x2590 - (eighths % 8));
  return '█'.repeat(Math.floor(eighths / 8)) + rest;
}

function provinceLines({ asOf, progress: { provinces } }: CampaignReport): readonly string[] {
  const nameOf = provinceNames(asOf);
  return provinces.map((of) => {
    const name = `${of.province} ${nameOf(of.province)}`;
    return `  ${pad(name, 22)}${grouped(of.participants, ',').padStart(COUNT)} ${share(of.share)} ${pad(bar(of.share ?? 0, 10), 10)} ${tellTarget(of)}`;
  });
}

function tellTarget({ target }: ProvinceProgress): string {
  if (!target) return '';
  const aim = `of ${percent(target.share, 0).replaceAll('\u202f', '')} by ${target.deadline}`;
  if (!target.forecast) return aim;
  if (target.missing === 0) return `${aim}: reached ${target.reachedOn ?? ''}`.trimEnd();
  const { standing, finishesOn } = target.forecast;
  const told = { MOVING: finishesOn ?? '', OUT_OF_REACH: 'out of reach', STANDING: 'stands still', REACHED: '' }[
    standing
  ];
  return `${aim}: ${told}${standing === 'MOVING' && target.isInTime === false ? ' (late)' : ''}`;
}

function tellForecast({ remaining, perDay, standing, finishesOn }: Forecast, of: string): string {
  if (standing === 'REACHED') return `nothing is ${of}`;
  const pace = `${grouped(remaining, ',')} ${of}, ${grouped(perDay, ',')} a day of late`;
  return finishesOn === null ? `${pace}: it stands still` : `${pace}: finished on ${finishesOn}`;
}

function reviewLines({ asOf, review }: CampaignReport): readonly string[] {
  const nameOf = provinceNames(asOf);
  const { waiting, reviewers, agreement, drawn, checks } = review;
  return [
    ...waiting.map((of) => {
      const notes = [of.claimed > 0 ? `${of.claimed} claimed` : '', of.risky > 0 ? `${of.risky} need two` : ''];
      return `${line(`waits in ${nameOf(of.province)}`, of.waiting)}  ${notes.filter(Boolean).join(', ')}`.trimEnd();
    }),
    ...reviewers.map(
      (of) =>
        `${line(of.reviewer, of.accepted + of.rejected + of.papers)}  ${of.accepted} accepted, ${of.rejected} rejected, ${of.papers} papers`,
    ),
    ...(agreement.of > 0 ? [`  reviewers agree on ${tellShare(agreement)}`] : []),
    ...(drawn > 0 ? [`  ${grouped(drawn, ',')} automatic matches drawn; accepted ${tellShare(checks)}`] : []),
  ];
}

function tellShare({ count, of, share: value, low, high }: MeasuredShare): string {
  if (value === null) return 'none yet';
  const plain = (each: number): string => percent(each, 2).replaceAll('\u202f', ' ');
  return `${grouped(count, ',')} of ${grouped(of, ',')}, ${plain(value)} (95 %: ${plain(low)} to ${plain(high)})`;
}

function employerLines({ worstEmployers }: CampaignReport): readonly string[] {
  return worstEmployers.map(({ employer, participants, valid, corrected }) => {
    const notes = `of ${grouped(participants, ',')}, ${grouped(corrected, ',')} put right since`;
    return `${line(employer, participants - valid)}  ${notes}`;
  });
}

function qualityLines({ asOf, quality }: CampaignReport): readonly string[] {
  if (!quality) return [];
  const nameOf = provinceNames(asOf);
  const head = `  ${pad('', NAME)}${'people'.padStart(COUNT)}${['precision', 'automatic', 'recall'].map((name) => name.padStart(15)).join('')}`;
  return [
    head,
    ...quality.groups.map((group) => {
      const { precision, automaticRate, recall } = toQuality(group);
      const key = group.dimension === 'PROVINCE' ? nameOf(group.key) : group.key;
      const name = key === '' ? DIMENSION_WORDS[group.dimension].en : key;
      const shares = [precision, automaticRate, recall].map((of) =>
        percent(of.share, 3).replaceAll('\u202f', ' ').padStart(15),
      );
      return `  ${pad(name, NAME)}${grouped(group.participants, ',').padStart(COUNT)}${shares.join('')}`;
    }),
  ];
}
