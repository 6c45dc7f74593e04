import { Arg, Ctx, Field, FieldResolver, registerEnumType, Resolver, Root } from 'type-graphql';
import { composedType } from '../planning/composed';
import type { GraphContext } from '../planning/context';
import {
  addHandWritten,
  type EdgeDeclaration,
  edgesFrom,
  getDeclaration,
  type RowClass,
} from '../planning/declaration';
import { recordKey, type Row, storedValue } from '../planning/row';
import { declareRequirement } from '../planning/view/requirements';
import type { ViewRules } from '../planning/view/rules';
import { isColumnReadable } from '../planning/view/scope';
import { findHidden } from '../planning/view/usable';
import { Citizen } from '../registers/population/citizen';
import { DateScalar } from '../values/scalars';
import type { Register } from '../values/databases';
import { Person } from './person';

/** Provenance: what each register states about an attribute of a person, the authoritative statement first. */

export enum PersonAttribute {
  NAME = 'NAME',
  BIRTH_DATE = 'BIRTH_DATE',
  SEX = 'SEX',
  RESIDENCE = 'RESIDENCE',
  PERSONAL_ID = 'PERSONAL_ID',
  DEATH = 'DEATH',
}
registerEnumType(PersonAttribute, {
  name: 'PersonAttribute',
  description: 'An attribute of a person about which several registers state something.',
  valuesConfig: {
    NAME: { description: 'The full name.' },
    BIRTH_DATE: { description: 'The birth date, yyyy-mm-dd; yyyy alone where only the year is known.' },
    SEX: { description: 'MALE or FEMALE.' },
    RESIDENCE: { description: 'Province and commune of residence as `province/commune` codes.' },
    PERSONAL_ID: { description: 'The personal ID, or what stands in its place.' },
    DEATH: { description: 'The day of death.' },
  },
});

export const RegisterName = {
  POPULATION: 'population',
  INSURANCE: 'insurance',
  TAX: 'tax',
  HEALTH: 'health',
} as const satisfies Readonly<Record<string, Register>>;
registerEnumType(RegisterName, {
  name: 'Register',
  description: 'One of the four registers that the graph unites.',
  valuesConfig: {
    POPULATION: { description: 'Population and citizen ID; owner: Ministry of Public Security.' },
    INSURANCE: { description: 'Social, unemployment and health insurance; owner: Viet Nam Social Security.' },
    TAX: { description: 'Tax; owner: the tax administration.' },
    HEALTH: { description: 'Health-insurance cards and claims; owners: VSS and the Ministry of Health.' },
  },
});

@composedType('What one record of one register states about an attribute of a person.')
export class Statement {
  @Field(() => RegisterName, { description: 'The register that states it.' })
  register!: Register;

  @Field(() => String, {
    description: 'The key of the record in that register: personal ID, insurance number, tax code or card number.',
  })
  recordKey!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The value as it stands there; null where the record leaves it open.',
  })
  value!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The day on which the register recorded it.' })
  statedOn!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The day on which it was verified; null when it never was.' })
  verifiedOn!: string | null;

  @Field(() => Boolean, { description: 'Whether this register is the master of the attribute.' })
  authoritative!: boolean;
}

/** Reads one column of a record; null where its view has no such column or the record leaves it open. */
type ReadColumn = (column: string) => string | null;

const SEXES: Readonly<Record<string, string>> = { M: 'MALE', F: 'FEMALE' };

/** How an attribute is read off a record; undefined where this kind of record says nothing about it. */
const READERS: Readonly<
  Record<PersonAttribute, (read: ReadColumn, has: (column: string) => boolean) => string | null | undefined>
> = {
  NAME: (read) => read('full_name'),
  BIRTH_DATE: (read) =>
    read('birth_date_precision') === 'Y' ? (read('birth_date')?.slice(0, 4) ?? null) : read('birth_date'),
  SEX: (read) => SEXES[read('sex') ?? ''] ?? null,
  RESIDENCE: (read, has) => {
    const prefix = has('residence_province_code') ? 'residence_' : '';
    const codes = [read(`${prefix}province_code`), read(`${prefix}commune_code`)].filter((code) => code !== null);
    return codes.length > 0 ? codes.join('/') : null;
  },
  PERSONAL_ID: (read) => read('personal_id') ?? read('id_card_number'),
  DEATH: (read, has) => (has('died_on') ? read('died_on') : undefined),
};

addHandWritten(Person, 'statements', { is: 'identity', identifies: true });

/** The fields of each kind of record, and the edges, that an attribute is read from. */
const READ_FROM: Readonly<Record<PersonAttribute, Readonly<Record<string, readonly string[]>>>> = {
  NAME: fieldsOfAll('fullName'),
  BIRTH_DATE: {
    ...fieldsOfAll('birthDate', 'birthDatePrecision'),
    Taxpayer: ['birthDate'],
  },
  SEX: fieldsOfAll('sex'),
  RESIDENCE: { ...fieldsOfAll('residenceProvince', 'residenceCommune'), Citizen: ['province', 'commune'] },
  PERSONAL_ID: { ...fieldsOfAll('personalId'), Taxpayer: ['personalId', 'idCardNumber'] },
  DEATH: { Citizen: ['death'], Death: ['diedOn'] },
};

function fieldsOfAll(...fields: string[]): Record<string, readonly string[]> {
  return Object.fromEntries(['Citizen', 'Participant', 'Taxpayer', 'HealthCard'].map((type) => [type, fields]));
}

/** The edges to a person's records that a view grants. */
function recordEdges(rules: ViewRules): readonly EdgeDeclaration[] {
  return edgesFrom(Person as RowClass).filter(
    ({ field, id }) => field !== 'supersededBy' && rules.accessTo(id) === 'READ',
  );
}

for (const attribute of Object.values(PersonAttribute)) {
  declareRequirement(`PersonAttribute.${attribute}`, (rules) => {
    const types = recordEdges(rules).map(({ target }) => target().name);
    const needed = Object.entries(READ_FROM[attribute]).flatMap(([type, fields]) =>
      types.includes(type) || type === 'Death' ? fields.map((field) => `${type}.${field}`) : [],
    );
    const hidden = needed.find((coordinate) => rules.accessTo(coordinate) !== 'READ');
    return hidden ? `it is read from ${hidden}, which is not granted as it is` : null;
  });
}

declareRequirement('Person.statements', (rules) => {
  const edges = recordEdges(rules);
  if (edges.length === 0) return 'no edge to a record is granted';
  for (const edge of edges) {
    const target = getDeclaration(edge.target());
    const hidden = findHidden(target, target.key, rules, 'each statement names its record by');
    if (hidden) return hidden;
  }
  return null;
});

@Resolver(() => Person)
export class StatementsResolver {
  @FieldResolver(() => [Statement], {
    nullable: true,
    description:
      'What each record of this person states about an attribute. The population register is the master of all of these, so its statement comes first; the others follow by register and record key. Of an ID that the population register has replaced or does not know there is no statement of that register.',
  })
  async statements(
    @Root() person: Row,
    @Arg('attribute', () => PersonAttribute, { description: 'The attribute in question.' }) attribute: PersonAttribute,
    @Ctx() context: GraphContext,
  ): Promise<readonly Statement[]> {
    const { rules } = context.view;
    const edges = recordEdges(rules);
    const records = await Promise.all(
      edges.map(async (edge) => {
        if (edge.many) return context.registers.loadMany(edge, person, edge.most);
        const row = await context.registers.loadOne(edge, person);
        return row ? [row] : [];
      }),
    );
    const statements = edges.flatMap((edge, i) =>
      (records[i] ?? [])
        .map((row) => toStatement(edge.target(), row, attribute, rules))
        .sort((a, b) => ((a?.recordKey ?? '') < (b?.recordKey ?? '') ? -1 : 1)),
    );
    if (attribute === PersonAttribute.DEATH)
      statements.push(
        ...(await statedDeath(
          edges.findIndex(({ field }) => field === 'citizen'),
          records,
          context,
        )),
      );
    return statements.filter((statement) => statement !== null);
  }
}

/** The death entry hangs on the citizen, not on the person. */
async function statedDeath(
  toCitizen: number,
  records: readonly (readonly Row[])[],
  context: GraphContext,
): Promise<(Statement | null)[]> {
  const citizen = records[toCitizen]?.[0];
  if (!citizen) return [];
  const edge = edgesFrom(Citizen).find(({ field }) => field === 'death');
  const death = edge && (await context.registers.loadOne(edge, citizen));
  return edge && death ? [toStatement(edge.target(), death, PersonAttribute.DEATH, context.view.rules)] : [];
}

function toStatement(type: RowClass, row: Row, attribute: PersonAttribute, rules: ViewRules): Statement | null {
  const declaration = getDeclaration(type);
  const has = (column: string): boolean =>
    column in declaration.hidden || declaration.columns.some((declared) => declared.column === column);
  const read: ReadColumn = (column) =>
    has(column) && isColumnReadable(declaration, column, rules)
      ? ((storedValue(row, column) ?? null) as string | null)
      : null;
  const value = READERS[attribute](read, has);
  if (value === undefined || !declaration.source) return null;
  const register = declaration.source.database as Register;
  return Object.assign(new Statement(), {
    register,
    recordKey: recordKey(row, declaration),
    value,
    statedOn: read('recorded_on') ?? read('registered_on'),
    verifiedOn: read('verified_on'),
    authoritative: register === 'population',
  });
}
