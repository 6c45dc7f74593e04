import { Field, ID, Int, registerEnumType } from 'type-graphql';
import type { ObjectionCase, ObjectionDecision, ObjectionGrounds, ObjectionState } from '../../agreements/objections';
import { composedType } from '../../planning/composed';
import { toSeconds } from '../../values/moment';
import { DateTimeScalar } from '../../values/scalars';

export const ObjectionGroundsEnum: { readonly [Name in ObjectionGrounds]: Name } = {
  NOT_ABOUT_ME: 'NOT_ABOUT_ME',
  NO_LEGAL_BASIS: 'NO_LEGAL_BASIS',
  NOT_NEEDED: 'NOT_NEEDED',
  WRONG_DATA: 'WRONG_DATA',
  OTHER: 'OTHER',
};
registerEnumType(ObjectionGroundsEnum, {
  name: 'ObjectionGrounds',
  description: 'Why somebody objects to a disclosure.',
  valuesConfig: {
    NOT_ABOUT_ME: { description: 'The record is another person’s.' },
    NO_LEGAL_BASIS: { description: 'The receiver has no right to know.' },
    NOT_NEEDED: { description: 'The purpose does not need these facts.' },
    WRONG_DATA: { description: 'What was told is wrong.' },
    OTHER: { description: 'Something else, as the words say.' },
  },
});

export const ObjectionStateEnum: { readonly [Name in ObjectionState]: Name } = { OPEN: 'OPEN', ANSWERED: 'ANSWERED' };
registerEnumType(ObjectionStateEnum, {
  name: 'ObjectionState',
  description: 'Whether an objection waits for its answer.',
  valuesConfig: {
    OPEN: { description: 'It waits, in time or overdue.' },
    ANSWERED: { description: 'It was decided, and the person was told.' },
  },
});

export const ObjectionDecisionEnum: { readonly [Name in ObjectionDecision]: Name } = {
  UPHELD: 'UPHELD',
  REJECTED: 'REJECTED',
};
registerEnumType(ObjectionDecisionEnum, {
  name: 'ObjectionDecision',
  description: 'How an objection was decided.',
  valuesConfig: {
    UPHELD: { description: 'The person is right, and the answer says what is done about it.' },
    REJECTED: { description: 'The disclosure was right, and the answer says why.' },
  },
});

@composedType('What came of an objection.')
export class ObjectionAnswer {
  @Field(() => ObjectionDecisionEnum, { description: 'How it was decided.' })
  decision!: ObjectionDecision;

  @Field(() => String, { description: 'What the person is told.' })
  words!: string;

  @Field(() => DateTimeScalar, { description: 'When.' })
  answeredAt!: string;

  @Field(() => Boolean, { description: 'Whether that was within two working days.' })
  inTime!: boolean;
}

@composedType(
  'A person’s objection to a disclosure, with its clock: two working days (Law 91/2025/QH15, Decree 356/2025/NĐ-CP).',
)
export class Objection {
  /** What it is about, for the field that shows it. */
  of!: ObjectionCase;

  @Field(() => ID, { description: 'Names the objection.' })
  id!: string;

  @Field(() => ObjectionStateEnum, { description: 'Whether it waits for its answer.' })
  state!: ObjectionState;

  @Field(() => ObjectionGroundsEnum, { description: 'Why the person objects.' })
  grounds!: ObjectionGrounds;

  @Field(() => String, { nullable: true, description: 'The same in the person’s own words; null when there are none.' })
  words!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was received.' })
  receivedAt!: string;

  @Field(() => DateTimeScalar, {
    description: 'When it has to be answered: the end of the second working day after the day of receipt.',
  })
  dueAt!: string;

  @Field(() => Boolean, { description: 'Whether it waits longer than it may.' })
  overdue!: boolean;

  @Field(() => Int, {
    nullable: true,
    description: 'Whole hours until it is due, less than 0 when it is overdue; null when it was answered.',
  })
  hoursLeft!: number | null;

  @Field(() => ObjectionAnswer, { nullable: true, description: 'The answer; null while it waits.' })
  answer!: ObjectionAnswer | null;
}

const HOUR_MS = 3_600_000;

/** An objection as it stands at a time. */
export function toObjection(of: ObjectionCase, now: number): Objection {
  const { id, grounds, words, receivedAt, dueAt, answer } = of;
  const left = dueAt.getTime() - now;
  return Object.assign(new Objection(), {
    of,
    id,
    state: answer ? 'ANSWERED' : 'OPEN',
    grounds,
    words,
    receivedAt: toSeconds(receivedAt),
    dueAt: toSeconds(dueAt),
    overdue: !answer && left < 0,
    hoursLeft: answer ? null : Math.floor(left / HOUR_MS),
    answer: answer && toAnswer(answer, dueAt),
  });
}

function toAnswer(answer: NonNullable<ObjectionCase['answer']>, dueAt: Date): ObjectionAnswer {
  const { decision, words, answeredAt } = answer;
  return Object.assign(new ObjectionAnswer(), {
    decision,
    words,
    answeredAt: toSeconds(answeredAt),
    inTime: answeredAt <= dueAt,
  });
}
