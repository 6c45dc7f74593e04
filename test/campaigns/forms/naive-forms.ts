import type { FindingState, Risk, Rule } from '../../../src/campaigns/campaign';
import type { Someone } from './form-campaign';
import type { Content, FormTable } from './returned-file';

/**
 * What returned forms come to, said as plainly as it can be: findings in a map, one line after another, no database. It shares
 * nothing with the code that it is held against but the words of the reasons.
 */

export interface NaiveFinding {
  readonly who: Someone;
  readonly employer: string;
  state: FindingState;
  proposedId: string | null;
  candidates: readonly string[] | null;
  rule: Rule | null;
  risks: readonly Risk[];
  readonly sampled: boolean;
  /** The last answer that was taken. */
  last: string | null;
}

/** ACCEPTED, UNCHANGED or the reason of a refusal. */
export type NaiveOutcome = string;

export interface NaiveWorld {
  /** Of one campaign, by insurance number. */
  readonly findings: ReadonlyMap<string, NaiveFinding>;
  /** The insurance numbers of those who state an ID. */
  readonly staters: ReadonlyMap<string, readonly string[]>;
}

interface NaiveLine {
  readonly row: readonly Content[];
  readonly fault: string | null;
  readonly number: string;
  readonly answer: string;
}

/** The outcome of each line of a form of an employer, by its row's number; the findings change with it. */
export function takeNaively(
  world: NaiveWorld,
  { table, head, column }: FormTable,
  form: '01' | '02',
  employer: string,
): ReadonlyMap<number, NaiveOutcome> {
  const names = ['insuranceNumber', 'fullName', 'birthDate', 'sex', 'statedId'] as const;
  const own = form === '01' ? (['proposedId', 'confirmation'] as const) : (['personalId', 'note'] as const);
  const cells = (row: readonly Content[]): readonly Content[] =>
    [...names, ...own].map((name) => row[column(name)] ?? '');
  const text = (row: readonly Content[], name: Parameters<typeof column>[0]): string => {
    const cell = row[column(name)] ?? '';
    return typeof cell === 'string' ? cell.trim() : cell.value;
  };
  const lines = new Map<number, NaiveLine>();
  table.forEach((row, i) => {
    if (i <= head || cells(row).every((cell) => typeof cell === 'string' && cell.trim() === '')) return;
    const number = text(row, 'insuranceNumber').replace(/[ .-]/g, '');
    const answer = text(row, form === '01' ? 'confirmation' : 'personalId');
    lines.set(i + 1, { row, number, answer, fault: faultOf(cells(row), form, number, answer) });
  });
  const said = new Map<string, Set<string>>();
  for (const { fault, number, answer, row } of lines.values()) {
    if (fault !== null) continue;
    const note = form === '02' ? text(row, 'note') : '';
    said.set(number, (said.get(number) ?? new Set<string>()).add(`${answer.toUpperCase()} ${note}`));
  }
  const outcomes = new Map<number, NaiveOutcome>();
  for (const [line, { row, fault, number, answer }] of lines) {
    const finding = world.findings.get(number);
    const differs = (name: (typeof names)[number], is: string): boolean => text(row, name) !== is;
    const outcome = ((): NaiveOutcome => {
      if (fault !== null) return fault;
      if ((said.get(number)?.size ?? 0) > 1) return 'CONTRADICTION';
      if (!finding) return 'UNKNOWN_NUMBER';
      if (finding.employer !== employer) return 'OTHER_LIST';
      if (differs('fullName', finding.who.fullName.normalize('NFC'))) return 'NAME_CHANGED';
      if (differs('birthDate', finding.who.born)) return 'BIRTH_DATE_CHANGED';
      if (differs('sex', finding.who.sex)) return 'SEX_CHANGED';
      if (differs('statedId', finding.who.personalId ?? '')) return 'STATED_ID_CHANGED';
      const note = form === '02' ? text(row, 'note') : '';
      const answered = `${form} ${answer.toUpperCase()} ${form === '01' ? text(row, 'proposedId') : note}`;
      if (finding.last === answered) return 'UNCHANGED';
      if (['APPLIED', 'CONFLICT', 'REJECTED', 'QUARANTINED', 'CONFIRMED'].includes(finding.state)) return 'SETTLED';
      const byForm = finding.state === 'POSSIBLE' && finding.rule === 'FORM';
      if (form === '01') {
        if (byForm || !['PROPOSED', 'POSSIBLE', 'ACCEPTED'].includes(finding.state)) return 'NOT_ASKED';
        if (text(row, 'proposedId') !== finding.proposedId) return 'PROPOSED_ID_CHANGED';
        if (answer.toUpperCase() === 'S') deny(finding, world);
        else confirm(finding, world);
      } else {
        if (!byForm && finding.state !== 'UNMATCHED' && finding.state !== 'PAPERS') return 'NOT_ASKED';
        const risks = risksOf(finding.who, answer, world);
        Object.assign(finding, { state: 'POSSIBLE', proposedId: answer, candidates: null, rule: 'FORM', risks });
      }
      finding.last = answered;
      return 'ACCEPTED';
    })();
    outcomes.set(line, outcome);
  }
  return outcomes;
}

function faultOf(cells: readonly Content[], form: '01' | '02', number: string, answer: string): string | null {
  if (cells.some((cell) => typeof cell !== 'string' || '=+-@\t\r'.includes(cell[0] ?? 'x'))) return 'FORMULA';
  if (cells.some((cell) => (cell as string).includes('_x0001_'))) return 'CHARACTERS';
  if (cells.some((cell) => (cell as string).length > 500)) return 'TOO_LONG';
  if (!/^\d{10}$/.test(number)) return 'INSURANCE_NUMBER';
  if (answer === '') return 'NO_ANSWER';
  if (form === '01') return /^[ĐđSs]$/.test(answer) ? null : 'ANSWER';
  return /^[09]\d\d[0-3]\d{8}$/.test(answer) ? null : 'PERSONAL_ID';
}

function confirm(finding: NaiveFinding, { findings }: NaiveWorld): void {
  if (finding.sampled || finding.risks.length > 0) return;
  if (finding.state === 'PROPOSED') finding.state = 'ACCEPTED';
  if (finding.state !== 'POSSIBLE') return;
  for (const other of findings.values()) {
    if (other !== finding && other.proposedId === finding.proposedId && other.state !== 'REJECTED') return;
  }
  finding.state = 'ACCEPTED';
  finding.rule = 'FORM';
}

function deny(finding: NaiveFinding, world: NaiveWorld): void {
  if (finding.sampled) return;
  const left = (finding.candidates ?? []).filter((id) => id !== finding.proposedId);
  const [next] = left;
  if (next === undefined) {
    Object.assign(finding, { state: 'PAPERS', proposedId: null, candidates: null, rule: null, risks: [] });
  } else {
    const risks = risksOf(finding.who, next, world);
    Object.assign(finding, { state: 'POSSIBLE', proposedId: next, candidates: left, rule: 'LINKED', risks });
  }
}

function risksOf(who: Someone, id: string, { staters }: NaiveWorld): readonly Risk[] {
  if (who.personalId === id) return [];
  const risks: Risk[] = [];
  const digit = Number(id[3]);
  if (who.sex !== '' && who.sex !== (digit % 2 === 0 ? 'Nam' : 'Nữ')) risks.push('SEX');
  if (who.born !== '' && who.born.slice(-4) !== `${digit < 2 ? 19 : 20}${id.slice(4, 6)}`) risks.push('BIRTH_YEAR');
  if ((staters.get(id) ?? []).some((number) => number !== who.number)) risks.push('SHARED_ID');
  return risks;
}
