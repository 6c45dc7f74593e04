import { Arg, Ctx, Field, InputType, Query, registerEnumType, Resolver } from 'type-graphql';
import { LienThongError } from '../errors';
import { toEqualityQuery, toEqualityShape } from '../planning/connection';
import type { GraphContext } from '../planning/context';
import { getDeclaration, type RowClass } from '../planning/declaration';
import { type Row, storedValue } from '../planning/row';
import { declareRequirement } from '../planning/view/requirements';
import type { ViewRules } from '../planning/view/rules';
import { scopeOf } from '../planning/view/scope';
import { declareVerifying } from '../planning/view/verified';
import { declareWholeInput } from '../planning/view/whole-inputs';
import { PersonalIdScalar } from '../values/scalars';
import { parseStated, type Same } from './stated-value';
import {
  getVerifiable,
  hasVerifiable,
  RECORD_TYPES,
  type VerifiableColumn,
  VerifiableField,
} from './verifiable-fields';

/** Verifying what somebody states about a person: a verdict leaves the registers, never a value. */

const MOST = 20;
/** A person has fewer records of one kind; see the edges of `Person`. */
const RECORDS_MOST = 50;

/** What no record states in place of an ID. */
const NOBODY = 'nobody within reach';

export enum Verdict {
  MATCH = 'MATCH',
  NO_MATCH = 'NO_MATCH',
  NOT_ENOUGH_EVIDENCE = 'NOT_ENOUGH_EVIDENCE',
}
registerEnumType(Verdict, {
  name: 'Verdict',
  description: 'What the registers say of a statement about a person.',
  valuesConfig: {
    MATCH: { description: 'A record of the person says the same.' },
    NO_MATCH: { description: 'Records of the person say something, and none says the same.' },
    NOT_ENOUGH_EVIDENCE: {
      description: 'No record within reach says anything: the person is unknown, out of reach, or the value is open.',
    },
  },
});

@InputType({ description: 'What is said to stand in a person’s records.' })
export class StatementToVerify {
  @Field(() => VerifiableField, { description: 'Of which field.' })
  field!: string;

  @Field(() => String, {
    description:
      'The value, written as the field’s type writes it, an enum’s by its name. Of names case and diacritics do not matter.',
  })
  value!: string;
}
declareWholeInput(StatementToVerify.name);

declareRequirement('Query.verify', (rules) => {
  if (!hasVerifiable(rules)) return 'no field is granted that could be verified';
  return RECORD_TYPES.some((type) => scopeOf(getDeclaration(type), rules)) ? null : 'no record can be narrowed';
});
declareVerifying('Query.verify', ({ statements }) => [
  ...new Set((statements as readonly StatementToVerify[]).map(({ field }) => field)),
]);

/** A statement that was read. */
interface Stated {
  readonly of: VerifiableColumn;
  readonly isSame: Same;
}

@Resolver()
export class VerifyResolver {
  @Query(() => [Verdict], {
    nullable: true,
    description:
      'Verifies statements about one person and tells a verdict on each, in their order. An unknown person, one out of reach and a value that no record has are answered alike.',
  })
  async verify(
    @Arg('personalId', () => PersonalIdScalar, { description: 'The 12-digit personal ID of the person.' })
    personalId: string,
    @Arg('statements', () => [StatementToVerify], { description: `What is to be verified: 1 to ${MOST} statements.` })
    statements: readonly StatementToVerify[],
    @Ctx() context: GraphContext,
  ): Promise<readonly Verdict[]> {
    const stated = parseAll(statements);
    const types = RECORD_TYPES.filter((type) => stated.some(({ of }) => of.type === type));
    // As many statements are sent whatever there is, yet nothing of a person who is out of scope leaves a register.
    const isInScope = await findInScope(personalId, context);
    const stating = isInScope ? personalId : NOBODY;
    const records = await Promise.all(types.map((type) => loadRecords(type, stating, context)));
    const told = new Map(types.map((type, i) => [type, isInScope ? (records[i] ?? []) : []]));
    const verdicts = stated.map(({ of, isSame }) => decide(valuesOf(of, told), isSame));
    for (const [type, rows] of told) {
      const telling = rows.filter((row) => stated.some(({ of }) => of.type === type && valueOf(of, row) !== null));
      context.registers.noteTold(type, telling);
    }
    return verdicts;
  }
}

/** Throws ARGUMENT_INVALID for too many or no statements, and for a value that its field does not have. */
function parseAll(statements: readonly StatementToVerify[]): readonly Stated[] {
  if (statements.length < 1 || statements.length > MOST) {
    throw new LienThongError('ARGUMENT_INVALID', `There are ${statements.length} statements; 1 to ${MOST} are taken`, {
      argument: 'statements',
      reason: 'OUT_OF_BOUNDS',
      most: MOST,
    });
  }
  return statements.map(({ field, value }, i) => {
    const of = getVerifiable(field);
    return { of, isSame: parseStated(of, value, `statements[${i}].value`) };
  });
}

/** Whether a person has a record in scope: then all their records are, whatever the view narrows by. */
async function findInScope(personalId: string, context: GraphContext): Promise<boolean> {
  const { registers, view } = context;
  const telling = RECORD_TYPES.filter((type) => scopeOf(getDeclaration(type), view.rules));
  if (!isNarrowed(telling, view.rules)) return true;
  const answers = await Promise.allSettled(
    telling.map((type) =>
      registers.loadLeads(
        listingOf(type),
        toEqualityQuery(() => type, { personal_id: personalId }, view),
        1,
      ),
    ),
  );
  if (answers.some((answer) => answer.status === 'fulfilled' && answer.value.length > 0)) return true;
  const failed = answers.find((answer) => answer.status === 'rejected');
  if (failed) throw failed.reason;
  return false;
}

function isNarrowed(types: readonly RowClass[], rules: ViewRules): boolean {
  return types.some((type) => (scopeOf(getDeclaration(type), rules) ?? []).length > 0);
}

/** Every record of one kind that states the ID. */
function loadRecords(type: RowClass, personalId: string, { registers }: GraphContext): Promise<readonly Row[]> {
  const shape = toEqualityShape({ personal_id: personalId }, []);
  return registers.loadLeads(listingOf(type), { shape, values: [personalId], after: null }, RECORDS_MOST);
}

function listingOf(type: RowClass): { field: string; of: () => RowClass } {
  return { field: `verify ${type.name}`, of: () => type };
}

type Value = string | number | boolean;

function valuesOf(of: VerifiableColumn, told: ReadonlyMap<RowClass, readonly Row[]>): readonly Value[] {
  return (told.get(of.type) ?? []).flatMap((row) => valueOf(of, row) ?? []);
}

function valueOf({ column }: VerifiableColumn, row: Row): Value | null {
  return (storedValue(row, column.column) ?? null) as Value | null;
}

function decide(values: readonly Value[], isSame: Same): Verdict {
  if (values.length === 0) return Verdict.NOT_ENOUGH_EVIDENCE;
  return values.some(isSame) ? Verdict.MATCH : Verdict.NO_MATCH;
}
