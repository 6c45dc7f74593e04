import { DatabaseError } from 'pg';
import type { DisclosurePlace } from '../audit/find-disclosures';
import { LienThongError } from '../errors';
import { dayInVietNam, endOfDay } from '../values/viet-nam-time';
import { workingDayAfter } from '../values/working-days';
import { seal, unseal } from '../values/seal';
import type { OnDatabase } from './disclosure-reader';

/** Why somebody objects to a disclosure of their data. */
export const OBJECTION_GROUNDS = ['NOT_ABOUT_ME', 'NO_LEGAL_BASIS', 'NOT_NEEDED', 'WRONG_DATA', 'OTHER'] as const;
export type ObjectionGrounds = (typeof OBJECTION_GROUNDS)[number];

export type ObjectionDecision = 'UPHELD' | 'REJECTED';
export type ObjectionState = 'OPEN' | 'ANSWERED';

/** The objection of a data subject to one disclosure. */
export interface ObjectionCase {
  readonly id: string;
  readonly personalId: string;
  readonly place: DisclosurePlace;
  readonly grounds: ObjectionGrounds;
  readonly words: string | null;
  readonly receivedAt: Date;
  /** The last moment at which an answer is in time. */
  readonly dueAt: Date;
  readonly answer: {
    readonly decision: ObjectionDecision;
    readonly words: string;
    readonly answeredAt: Date;
  } | null;
}

/** Cases between data subjects and those who answer them. */
export interface ObjectionBook {
  /** Opens a case, or gives the one that the person has about this disclosure already. */
  open(objection: {
    readonly personalId: string;
    readonly place: DisclosurePlace;
    readonly grounds: ObjectionGrounds;
    readonly words: string | null;
  }): Promise<{ readonly objection: ObjectionCase; readonly isNew: boolean }>;
  /** The cases of one person. */
  listOf(personalId: string): Promise<readonly ObjectionCase[]>;
  /** Open ones first, those due longest ago at the head, then answered ones, the newest answers first. */
  list(state: ObjectionState | null, most: number): Promise<readonly ObjectionCase[]>;
  /** Throws ARGUMENT_INVALID for a case that is unknown or was answered already. */
  answer(answer: {
    readonly id: string;
    readonly decision: ObjectionDecision;
    readonly words: string;
    readonly actor: string;
  }): Promise<ObjectionCase>;
}

/** Decree 356/2025/NĐ-CP: a data subject’s request is answered within two working days of its receipt. */
const WORKING_DAYS = 2;

const CASES = `
  select o.objection as id, subject, origin, seq, disclosed_at, grounds, o.words, received_at, due_at,
         a.decision, a.words as answer, answered_at
    from sharing.objection o left join sharing.objection_answer a using (objection)`;
const OPEN_CASE = `
  insert into sharing.objection (subject, origin, seq, disclosed_at, grounds, words, received_at, due_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (subject, origin, seq) do nothing`;
const LIST_CASES = `
  ${CASES} where $1::text is null or (a.objection is null) = ($1 = 'OPEN')
  order by a.objection is not null, case when a.objection is null then due_at end, answered_at desc, o.objection
  limit $2`;
const ANSWER_CASE = `
  insert into sharing.objection_answer (objection, decision, words, actor, answered_at) values ($1, $2, $3, $4, $5)`;

interface CaseRow {
  readonly id: string;
  readonly subject: string;
  readonly origin: string;
  readonly seq: string;
  readonly disclosed_at: Date;
  readonly grounds: ObjectionGrounds;
  readonly words: string | null;
  readonly received_at: Date;
  readonly due_at: Date;
  readonly decision: ObjectionDecision | null;
  readonly answer: string | null;
  readonly answered_at: Date | null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `key` has 32 bytes: personal IDs are stored sealed with it. */
export function createObjectionBook({
  onDatabase,
  key,
  now = Date.now,
}: {
  readonly onDatabase: OnDatabase;
  readonly key: Buffer;
  readonly now?: () => number;
}): ObjectionBook {
  const sealId = (personalId: string): string => seal(key, BINDING, personalId);
  const toCase = (row: CaseRow): ObjectionCase => {
    const personalId = unseal(key, BINDING, row.subject);
    if (personalId === null) throw new Error(`the subject of objection ${row.id} cannot be opened`);
    return { ...fieldsOf(row), personalId };
  };
  return {
    open: ({ personalId, place: { at, origin, seq }, grounds, words }) =>
      onDatabase(async (client) => {
        const subject = sealId(personalId);
        const receivedAt = now();
        const values = [subject, origin, seq, at, grounds, words, new Date(receivedAt), dueAt(receivedAt)];
        const { rowCount } = await client.query(OPEN_CASE, values);
        const { rows } = await client.query<CaseRow>(`${CASES} where subject = $1 and origin = $2 and seq = $3`, [
          subject,
          origin,
          seq,
        ]);
        if (!rows[0]) throw new Error('an objection was stored and is not there');
        return { objection: toCase(rows[0]), isNew: rowCount === 1 };
      }),
    listOf: (personalId) =>
      onDatabase(async (client) => {
        const { rows } = await client.query<CaseRow>(`${CASES} where subject = $1`, [sealId(personalId)]);
        return rows.map(toCase);
      }),
    list: (state, most) =>
      onDatabase(async (client) => (await client.query<CaseRow>(LIST_CASES, [state, most])).rows.map(toCase)),
    answer: ({ id, decision, words, actor }) =>
      onDatabase(async (client) => {
        if (!UUID.test(id)) throw unknownCase();
        try {
          await client.query(ANSWER_CASE, [id, decision, words, actor, new Date(now())]);
        } catch (error) {
          if (error instanceof DatabaseError && error.code === FOREIGN_KEY) throw unknownCase();
          if (error instanceof DatabaseError && error.code === UNIQUE) throw answeredAlready();
          throw error;
        }
        const { rows } = await client.query<CaseRow>(`${CASES} where o.objection = $1`, [id]);
        if (!rows[0]) throw new Error('an answered objection is not there');
        return toCase(rows[0]);
      }),
  };
}

const BINDING = ['objection', 'subject'];
const FOREIGN_KEY = '23503';
const UNIQUE = '23505';

/** When a case that is received at a time has to be answered: by the end of a day of Viet Nam. */
function dueAt(receivedAt: number): Date {
  return new Date(endOfDay(workingDayAfter(dayInVietNam(receivedAt), WORKING_DAYS)));
}

function fieldsOf(row: CaseRow): Omit<ObjectionCase, 'personalId'> {
  const { id, origin, seq, grounds, words, decision, answer, answered_at: answeredAt } = row;
  return {
    id,
    place: { at: row.disclosed_at.toISOString(), origin, seq: Number(seq) },
    grounds,
    words,
    receivedAt: row.received_at,
    dueAt: row.due_at,
    answer: decision && answer !== null && answeredAt ? { decision, words: answer, answeredAt } : null,
  };
}

function unknownCase(): LienThongError {
  return new LienThongError('ARGUMENT_INVALID', 'There is no objection of this ID', {
    argument: 'input.objection',
    reason: 'OBJECTION_UNKNOWN',
  });
}

function answeredAlready(): LienThongError {
  return new LienThongError('ARGUMENT_INVALID', 'The objection was answered already', {
    argument: 'input.objection',
    reason: 'ANSWERED_ALREADY',
  });
}
