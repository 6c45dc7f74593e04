import { LienThongError } from '../../errors';
import { parseInsuranceNumber } from '../../values/insurance-number';
import { parsePersonalId } from '../../values/personal-id';
import { ANSWER_COLUMNS, FIXED_COLUMNS, type FormNumber } from './form';
import type { FormLine } from './read-form';
import type { LineReason } from './reasons';

/** What a line says, taken by itself: an answer about a participant, or why it cannot be taken for one. */

/** What was answered: the proposed ID is right, or wrong, or it is another one by the papers. */
export type Answer = 'YES' | 'NO' | 'PAPERS';

export interface StatedAnswer {
  readonly insuranceNumber: string;
  readonly answer: Answer;
  /** The ID that was confirmed or denied, or that the papers have. */
  readonly personalId: string;
  /** What is to be corrected in name or birth date, for an officer to read. */
  readonly note: string | null;
}

/** Why a line is refused; `detail` is the reason of the refused number, where there is one. */
export interface Refused {
  readonly reason: LineReason;
  readonly detail: string | null;
}

export const CELL_MOST = 500;
// eslint-disable-next-line no-control-regex -- these are the very characters
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;

export function parseAnswer(line: FormLine, form: FormNumber): StatedAnswer | Refused {
  const columns = [...FIXED_COLUMNS[form], ...ANSWER_COLUMNS[form]];
  const cells = columns.flatMap((column) => line.cells[column] ?? []);
  if (cells.some(({ isFormula }) => isFormula)) return refused('FORMULA');
  if (cells.some(({ text }) => CONTROL.test(text))) return refused('CHARACTERS');
  if (cells.some(({ text }) => text.length > CELL_MOST)) return refused('TOO_LONG');
  const insuranceNumber = parsed('INSURANCE_NUMBER', parseInsuranceNumber, cellText(line, 'insuranceNumber'));
  if (typeof insuranceNumber !== 'string') return insuranceNumber;
  return form === '01' ? parseConfirmation(line, insuranceNumber) : parsePapers(line, insuranceNumber);
}

/** A cell's text as it is compared: its letters composed, without blanks around it; empty where there is none. */
export function cellText({ cells }: FormLine, column: keyof FormLine['cells']): string {
  return (cells[column]?.text ?? '').normalize('NFC').trim();
}

/** Đ with its capital, and the letter eth, which some keyboards give and which looks the same. */
const CONFIRMATIONS: Readonly<Record<string, 'YES' | 'NO'>> = {
  Đ: 'YES',
  đ: 'YES',
  Ð: 'YES',
  ð: 'YES',
  S: 'NO',
  s: 'NO',
};

function parseConfirmation(line: FormLine, insuranceNumber: string): StatedAnswer | Refused {
  const text = cellText(line, 'confirmation');
  if (text === '') return refused('NO_ANSWER');
  const answer = CONFIRMATIONS[text];
  if (!answer) return refused('ANSWER');
  return { insuranceNumber, answer, personalId: cellText(line, 'proposedId'), note: null };
}

function parsePapers(line: FormLine, insuranceNumber: string): StatedAnswer | Refused {
  const text = cellText(line, 'personalId');
  if (text === '') return refused('NO_ANSWER');
  const personalId = parsed('PERSONAL_ID', parsePersonalId, text);
  if (typeof personalId !== 'string') return personalId;
  return { insuranceNumber, answer: 'PAPERS', personalId, note: cellText(line, 'note') || null };
}

function parsed(reason: LineReason, parse: (text: string) => string, text: string): string | Refused {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof LienThongError)) throw error;
    return refused(reason, String(error.details['reason']));
  }
}

export function refused(reason: LineReason, detail: string | null = null): Refused {
  return { reason, detail };
}

export function isRefused(what: StatedAnswer | Refused): what is Refused {
  return 'reason' in what;
}
