import { Arg, Ctx, Field, FieldResolver, ID, InputType, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ObjectionCase, ObjectionDecision, ObjectionGrounds, ObjectionState } from '../../agreements/objections';
import { LienThongError } from '../../errors';
import { composedType } from '../../planning/composed';
import { requireFirst } from '../../planning/first';
import { requireStorable } from '../../planning/storable-text';
import { declareByNameOnly } from '../../planning/view/by-name-only';
import { Disclosure, toDisclosure } from './disclosure.type';
import {
  Objection,
  ObjectionDecisionEnum,
  ObjectionGroundsEnum,
  ObjectionStateEnum,
  toObjection,
} from './objection.type';
import { openPlace } from './sealed-place';
import { requireSubject, requireSubjectAccess, type SubjectContext } from './subject-context';

/** Objections: a data subject opens a case about a disclosure, an officer answers it in time. */

const MOST = 100;
const WORDS_MOST = 2_000;
const input = { description: 'What is to be done.' };

declareByNameOnly('Query.objections');

@InputType({ description: 'An objection to a disclosure of one’s own data.' })
export class ObjectToDisclosureInput {
  @Field(() => ID, { description: 'The `id` of the disclosure, as `myDisclosures` shows it.' })
  disclosure!: string;

  @Field(() => ObjectionGroundsEnum, { description: 'Why.' })
  grounds!: ObjectionGrounds;

  @Field(() => String, {
    nullable: true,
    description: `The same in one’s own words, at most ${WORDS_MOST} characters; for those who answer, and nobody else.`,
  })
  words?: string | null;
}

@InputType({ description: 'The answer to an objection.' })
export class AnswerObjectionInput {
  @Field(() => ID, { description: 'The `id` of the objection.' })
  objection!: string;

  @Field(() => ObjectionDecisionEnum, { description: 'How it is decided.' })
  decision!: ObjectionDecision;

  @Field(() => String, { description: `What the person is told: 1 to ${WORDS_MOST} characters.` })
  words!: string;
}

@composedType('What came of an objection.')
export class ObjectToDisclosurePayload {
  @Field(() => Objection, { description: 'The case.' })
  objection!: Objection;

  @Field(() => Boolean, { description: 'Whether it was opened now; there is one case for a person and a disclosure.' })
  opened!: boolean;
}

@composedType('What came of an answer.')
export class AnswerObjectionPayload {
  @Field(() => Objection, { description: 'The case, answered.' })
  objection!: Objection;
}

@Resolver(() => Objection)
export class ObjectionsResolver {
  @Mutation(() => ObjectToDisclosurePayload, {
    description: 'Objects to a disclosure of one’s own data. It is answered within two working days.',
  })
  async objectToDisclosure(
    @Arg('input', () => ObjectToDisclosureInput, input) { disclosure, grounds, words }: ObjectToDisclosureInput,
    @Ctx() context: SubjectContext,
  ): Promise<ObjectToDisclosurePayload> {
    const { personalId } = requireSubject(context);
    const { objections, placeKey, now } = requireSubjectAccess(context);
    const place = openPlace(placeKey, personalId, disclosure);
    if (!place) refuse('disclosure', 'DISCLOSURE_UNKNOWN', 'this disclosure was not shown to who asks');
    const said = toWords(words ?? null);
    const { objection, isNew } = await objections.open({ personalId, place, grounds, words: said });
    ownCases.delete(context);
    context.registers.notePerson(personalId);
    return Object.assign(new ObjectToDisclosurePayload(), {
      objection: toObjection(objection, now()),
      opened: isNew,
    });
  }

  @Mutation(() => AnswerObjectionPayload, { description: 'Decides an objection and tells the person; once for each.' })
  async answerObjection(
    @Arg('input', () => AnswerObjectionInput, input) { objection: id, decision, words }: AnswerObjectionInput,
    @Ctx() context: SubjectContext,
  ): Promise<AnswerObjectionPayload> {
    const { objections, now } = requireSubjectAccess(context);
    const said = toWords(words);
    if (said === null) refuse('words', 'BLANK', 'the person has to be told something');
    const { issuer, subject } = requireAsker(context);
    const answered = await objections.answer({ id, decision, words: said, actor: `${issuer} ${subject}` });
    context.registers.notePerson(answered.personalId);
    return Object.assign(new AnswerObjectionPayload(), { objection: toObjection(answered, now()) });
  }

  @Query(() => [Objection], {
    nullable: true,
    description: 'Objections: those that wait first, the longest overdue at the head, then those that were answered.',
  })
  async objections(
    @Arg('state', () => ObjectionStateEnum, { nullable: true, description: 'Only these; all when left out.' })
    state: ObjectionState | null | undefined,
    @Arg('first', () => Int, { defaultValue: 50, description: `How many at most: 1 to ${MOST}.` }) first: number,
    @Ctx() context: SubjectContext,
  ): Promise<readonly Objection[]> {
    requireFirst(first, MOST);
    const { objections, now } = requireSubjectAccess(context);
    const found = await objections.list(state ?? null, first);
    for (const { personalId } of found) context.registers.notePerson(personalId);
    return found.map((each) => toObjection(each, now()));
  }

  @FieldResolver(() => Disclosure, { nullable: true, description: 'The disclosure that it is about.' })
  async disclosure(@Root() { of }: Objection, @Ctx() context: SubjectContext): Promise<Disclosure | null> {
    const { disclosures, placeKey } = requireSubjectAccess(context);
    const [found] = await disclosures.get([of.place], context.asker);
    return found ? toDisclosure(found, of.personalId, placeKey) : null;
  }
}

/** The asker's own cases, read once for each request and again after a change. */
const ownCases = new WeakMap<SubjectContext, Promise<readonly ObjectionCase[]>>();

function loadOwnCases(personalId: string, context: SubjectContext): Promise<readonly ObjectionCase[]> {
  let cases = ownCases.get(context);
  if (!cases) ownCases.set(context, (cases = requireSubjectAccess(context).objections.listOf(personalId)));
  return cases;
}

/** Objections of whoever asks, on the disclosures that are shown to them. */
@Resolver(() => Disclosure)
export class DisclosureObjectionResolver {
  @FieldResolver(() => Objection, {
    nullable: true,
    description: 'The person’s own objection to it; null when there is none, and for everybody else.',
  })
  async objection(@Root() { id }: Disclosure, @Ctx() context: SubjectContext): Promise<Objection | null> {
    const { placeKey, now } = requireSubjectAccess(context);
    const personalId = context.asker?.personalId;
    const place = personalId ? openPlace(placeKey, personalId, id) : null;
    if (!personalId || !place) return null;
    const found = (await loadOwnCases(personalId, context)).find(
      (each) => each.place.origin === place.origin && each.place.seq === place.seq,
    );
    return found ? toObjection(found, now()) : null;
  }
}

function requireAsker({ asker }: SubjectContext): { readonly issuer: string; readonly subject: string } {
  if (asker) return asker;
  throw new Error('an answer comes from somebody with an access token');
}

/** Null for blank words. Throws ARGUMENT_INVALID for too many, or for what no database holds. */
function toWords(words: string | null): string | null {
  if (words === null || words.trim() === '') return null;
  if (words.length > WORDS_MOST) refuse('words', 'LENGTH', `at most ${WORDS_MOST} characters are taken`);
  requireStorable('input.words', words);
  return words.trim();
}

function refuse(argument: string, reason: string, why: string): never {
  throw new LienThongError('ARGUMENT_INVALID', `input.${argument}: ${why}`, { argument: `input.${argument}`, reason });
}
