import { Arg, Ctx, Field, FieldResolver, InputType, Int, Query, Resolver, Root } from 'type-graphql';
import type { Period } from '../../agreements/disclosure-reader';
import { LienThongError } from '../../errors';
import { PageInfo } from '../../planning/connection';
import { requireFirst } from '../../planning/first';
import { declareByNameOnly } from '../../planning/view/by-name-only';
import { declareWholeInput } from '../../planning/view/whole-inputs';
import { DateScalar } from '../../values/scalars';
import { endOfDay, startOfDay } from '../../values/viet-nam-time';
import { DisclosureConnection, DisclosureEdge, toDisclosure } from './disclosure.type';
import { findLinkedRecords } from './linked-records';
import { openPlace } from './sealed-place';
import { requireSubject, requireSubjectAccess, type SubjectContext } from './subject-context';

const MOST = 100;

@InputType({ description: 'A stretch of days of Viet Nam.' })
export class DisclosurePeriodInput {
  @Field(() => DateScalar, { nullable: true, description: 'Its first day; open when left out.' })
  from?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Its last day; open when left out.' })
  to?: string | null;
}
declareWholeInput(DisclosurePeriodInput.name);
declareByNameOnly('Query.myDisclosures');

@Resolver(() => DisclosureConnection)
export class MyDisclosuresResolver {
  @Query(() => DisclosureConnection, {
    nullable: true,
    description:
      'Who was told something of the records that are now linked to whoever asks, by their access token. Reading it is a disclosure as well, to themselves.',
  })
  async myDisclosures(
    @Arg('period', () => DisclosurePeriodInput, {
      nullable: true,
      description: 'Only disclosures of these days; all when left out.',
    })
    period: DisclosurePeriodInput | null | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: `How many at most: 1 to ${MOST}.` }) first: number,
    @Arg('after', () => String, {
      nullable: true,
      description: 'The `endCursor` of the page before; the newest disclosures when left out.',
    })
    after: string | null | undefined,
    @Ctx() context: SubjectContext,
  ): Promise<DisclosureConnection> {
    requireFirst(first, MOST);
    const subject = requireSubject(context);
    const { personalId } = subject;
    const { disclosures, placeKey } = requireSubjectAccess(context);
    const bounds = toPeriod(period);
    const start = isGiven(after) ? openPlace(placeKey, personalId, after) : null;
    if (isGiven(after) && start === null) {
      throw new LienThongError('CURSOR_INVALID', 'This cursor was not handed out for this list.');
    }
    const keys = await findLinkedRecords(personalId, context.registers);
    const found = await disclosures.list(keys, subject, { ...bounds, after: start, first: first + 1 });
    context.registers.notePerson(personalId);
    const edges = found.slice(0, first).map((disclosed) => {
      const node = toDisclosure(disclosed, personalId, placeKey);
      return Object.assign(new DisclosureEdge(), { cursor: node.id, node });
    });
    const pageInfo = Object.assign(new PageInfo(), {
      hasNextPage: found.length > first,
      hasPreviousPage: isGiven(after),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    });
    const countDelayed = (): Promise<number> => disclosures.countDelayed(keys);
    return Object.assign(new DisclosureConnection(), { edges, pageInfo, countDelayed });
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description:
      'How many disclosures, of any day, are not shown yet, because the law on which their purpose rests asks for a delay; 10,000 stands for as many and more.',
  })
  delayed(@Root() { countDelayed }: DisclosureConnection): Promise<number> {
    return countDelayed();
  }
}

/** Throws ARGUMENT_INVALID for a period that ends before it begins. */
function toPeriod(period: DisclosurePeriodInput | null | undefined): Period {
  const [from, to] = [period?.from ?? null, period?.to ?? null];
  if (from !== null && to !== null && to < from) {
    throw new LienThongError('ARGUMENT_INVALID', 'The period ends before it begins', {
      argument: 'period',
      reason: 'PERIOD_REVERSED',
    });
  }
  return {
    from: from === null ? null : new Date(startOfDay(from)).toISOString(),
    to: to === null ? null : new Date(endOfDay(to)).toISOString(),
  };
}

function isGiven(text: string | null | undefined): text is string {
  return text !== null && text !== undefined;
}
