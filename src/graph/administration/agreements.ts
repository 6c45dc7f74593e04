import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { requireFirst } from '../../planning/first';
import { declareByNameOnly } from '../../planning/view/by-name-only';
import { AgreementState, AgreementVersion, toAgreementVersion } from './agreement-version';
import { type AdministrationContext, mayAnswer, requireAdministration } from './context';
import type { KnownVersion } from './known-version';

/** Reading agreements and mandates: for those who administer them, and never by a pattern that grants all of the root. */

const MOST = 100;

declareByNameOnly('Query.agreements');
declareByNameOnly('Query.agreement');

@Resolver(() => AgreementVersion)
export class AgreementsResolver {
  @Query(() => [AgreementVersion], {
    nullable: true,
    description: 'Versions of agreements and mandates by ID, the newest of each first.',
  })
  async agreements(
    @Arg('state', () => AgreementState, { nullable: true, description: 'Those in this state; null for all.' })
    state: AgreementState | null,
    @Arg('first', () => Int, { defaultValue: 50, description: `How many at most: 1 to ${MOST}.` }) first: number,
    @Ctx() context: AdministrationContext,
  ): Promise<readonly AgreementVersion[]> {
    requireFirst(first, MOST);
    return toAnswer(await requireAdministration(context).list(state, first), context);
  }

  @Query(() => AgreementVersion, {
    nullable: true,
    description: 'A version of an agreement or mandate; null when there is none.',
  })
  async agreement(
    @Arg('id', () => String, { description: 'The ID of the agreement.' }) id: string,
    @Arg('version', () => Int, {
      nullable: true,
      description: 'The number of the version; when left out the one in force or suspended, or else the newest.',
    })
    version: number | null,
    @Ctx() context: AdministrationContext,
  ): Promise<AgreementVersion | null> {
    const found = await requireAdministration(context).find(id, version ?? null);
    return found ? (toAnswer([found], context)[0] ?? null) : null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The schema of the view that it grants, in the schema definition language.',
  })
  async sdl(@Root() { source }: AgreementVersion, @Ctx() context: AdministrationContext): Promise<string | null> {
    const text = await requireAdministration(context).printView(source);
    return mayAnswer(context, text.length) ? text : null;
  }
}

function toAnswer(versions: readonly KnownVersion[], context: AdministrationContext): readonly AgreementVersion[] {
  const length = versions.reduce((sum, { agreement, grants }) => sum + JSON.stringify([agreement, grants]).length, 0);
  return mayAnswer(context, length) ? versions.map(toAgreementVersion) : [];
}
