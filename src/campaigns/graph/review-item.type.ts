import { Field, Float, Int } from 'type-graphql';
import { composedType } from '../../planning/composed';
import type { Row } from '../../planning/row';
import { Participant } from '../../registers/insurance/participant';
import { toSeconds } from '../../values/moment';
import { DateTimeScalar } from '../../values/scalars';
import type { Risk, Rule } from '../campaign';
import type { Anomaly } from '../classify';
import type { FormStatement, ReviewItem as ClaimedItem } from '../review/read-items';
import { AnomalyEnum, FormAnswerEnum, RiskEnum, RuleEnum } from './enums';

@composedType('An anomaly of a participant’s personal ID, with what shows it.')
export class FoundAnomaly {
  @Field(() => AnomalyEnum, { description: 'The anomaly.' })
  anomaly!: Anomaly;

  @Field(() => String, {
    nullable: true,
    description:
      'What shows it: a level of the comparison, a reason, or how many share it; null where the anomaly says all.',
  })
  evidence!: string | null;
}

@composedType('What one field says for or against a participant and a citizen being the same person.')
export class FieldEvidence {
  @Field(() => String, { description: 'The field: personalId, name, birthDate, sex, residence or origin.' })
  field!: string;

  @Field(() => String, { nullable: true, description: 'How far the two agree; null where one of them states nothing.' })
  level!: string | null;

  @Field(() => Float, {
    description:
      'The match weight, log2 of how much likelier that is of the same person than of two: above 0 for, below 0 against.',
  })
  bits!: number;
}

@composedType('A citizen who may be the participant.')
export class ReviewCandidate {
  /** Whose candidate it is, for the fields that read more. */
  item!: ReviewItem;
  personalId!: string;

  @Field(() => Float, { description: 'The match weight in bits, the sum of the fields’, when it was weighed.' })
  bits!: number;

  @Field(() => Float, {
    description: 'How likely it is that the participant is this citizen, 0 to 1, when it was weighed.',
  })
  probability!: number;

  @Field(() => FormAnswerEnum, {
    nullable: true,
    description: 'What the participant said of this citizen’s ID on a form; null for nothing.',
  })
  statement!: FormStatement['answer'] | null;
}

@composedType('A participant whom a reviewer has in hand, side by side with the citizens who it may be.')
export class ReviewItem {
  /** What the mapper was made from, for the fields that read more. */
  claimed!: ClaimedItem;

  @Field(() => Participant, { description: 'The participant, as the insurance register states them now.' })
  participant!: Row;

  @Field(() => [FoundAnomaly], {
    description: 'What is wrong with the ID that was stated when the participant was found.',
  })
  anomalies!: readonly FoundAnomaly[];

  @Field(() => [RiskEnum], { description: 'Why two reviewers have to agree; empty where one is enough.' })
  risks!: readonly Risk[];

  @Field(() => RuleEnum, { nullable: true, description: 'By what the best candidate was found.' })
  rule!: Rule | null;

  @Field(() => String, {
    nullable: true,
    description: 'The version of the model that weighed the candidates; null for none.',
  })
  model!: string | null;

  @Field(() => DateTimeScalar, { description: 'When the participant was found.' })
  foundAt!: string;

  @Field(() => DateTimeScalar, { description: 'Until when nobody else gets it.' })
  claimedUntil!: string;

  @Field(() => Int, {
    description: 'How many others have decided on it; not what, so that each reviewer judges by themselves.',
  })
  decisions!: number;

  @Field(() => FormAnswerEnum, {
    nullable: true,
    description: 'What the participant last said on a form; null for nothing.',
  })
  statement!: FormStatement['answer'] | null;

  @Field(() => String, {
    nullable: true,
    description: 'What the participant wrote beside it about name or birth date; null for nothing.',
  })
  note!: string | null;
}

export function toReviewItem(claimed: ClaimedItem, participant: Row): ReviewItem {
  const { anomalies, evidence, risks, rule, model, foundAt, until, decisions, statement } = claimed;
  return Object.assign(new ReviewItem(), {
    ...{ claimed, participant, risks, rule, model, decisions },
    anomalies: anomalies.map((anomaly, i) => ({
      anomaly,
      evidence: evidence[i] === '' ? null : (evidence[i] ?? null),
    })),
    foundAt: toSeconds(foundAt),
    claimedUntil: toSeconds(until),
    statement: statement?.answer ?? null,
    note: statement?.note ?? null,
  });
}

/** The citizens who it may be, the best first. */
export function toCandidates(item: ReviewItem): readonly ReviewCandidate[] {
  const { candidates, statement } = item.claimed;
  return candidates.map(({ personalId, bits, probability }) =>
    Object.assign(new ReviewCandidate(), {
      ...{ item, personalId, bits, probability },
      statement: statement?.personalId === personalId ? statement.answer : null,
    }),
  );
}
