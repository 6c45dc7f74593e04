import { GraphQLScalarType } from 'graphql';
import { registerEnumType } from 'type-graphql';
import { type ColumnDeclaration, edgesFrom, getDeclaration, type RowClass } from '../planning/declaration';
import { isCodeTable } from '../planning/row';
import { declareRequirement } from '../planning/view/requirements';
import type { ViewRules } from '../planning/view/rules';
import { declareVerifiable } from '../planning/view/verified';
import { Person } from './person';

/** A field of a person's own record about which a statement can be verified. */
export interface VerifiableColumn {
  /** `Type.field`. */
  readonly coordinate: string;
  readonly type: RowClass;
  readonly column: ColumnDeclaration;
}

/** The records that state a person's ID themselves: the same column on both sides. */
export const RECORD_TYPES: readonly RowClass[] = edgesFrom(Person)
  .filter(({ from, to }) => from.join() === to.join())
  .map(({ target }) => target());

const COLUMNS: readonly VerifiableColumn[] = RECORD_TYPES.flatMap((type) =>
  getDeclaration(type)
    .columns.filter(({ type: of, open }) => !open && !Array.isArray(of))
    .map((column) => ({ coordinate: `${type.name}.${column.field}`, type, column })),
);

const byCoordinate = new Map(COLUMNS.map((column) => [column.coordinate, column]));

/** The enum's values, each with the coordinate that it stands for. */
export const VerifiableField: Readonly<Record<string, string>> = Object.fromEntries(
  COLUMNS.map(({ coordinate }) => [toName(coordinate), coordinate]),
);
registerEnumType(VerifiableField, {
  name: 'VerifiableField',
  description: 'A field of a person’s records about which a statement can be verified.',
  valuesConfig: Object.fromEntries(COLUMNS.map((each) => [toName(each.coordinate), { description: describe(each) }])),
});

for (const { coordinate } of COLUMNS) {
  declareVerifiable(coordinate);
  declareRequirement(`VerifiableField.${toName(coordinate)}`, (rules) => whyNotVerifiable(coordinate, rules));
}

/** Whether a view has anything to verify. */
export function hasVerifiable(rules: ViewRules): boolean {
  return COLUMNS.some(({ coordinate }) => whyNotVerifiable(coordinate, rules) === null);
}

/** The column of a coordinate that the enum holds. */
export function getVerifiable(coordinate: string): VerifiableColumn {
  const column = byCoordinate.get(coordinate);
  if (!column) throw new Error(`${coordinate} cannot be verified`);
  return column;
}

/** The enum's value for a coordinate: `Citizen.birthDate` is CITIZEN_BIRTH_DATE. */
export function toName(coordinate: string): string {
  return coordinate
    .replace('.', '_')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toUpperCase();
}

/** What stands behind a mask would be guessed value by value if it could be verified. */
function whyNotVerifiable(coordinate: string, rules: ViewRules): string | null {
  const access = rules.accessTo(coordinate);
  return access === 'READ' || access === 'VERIFY'
    ? null
    : `${coordinate} is granted neither as it is nor for verifying`;
}

function describe({ coordinate, column: { type, description } }: VerifiableColumn): string {
  return `\`${coordinate}\`, stated as ${formOf(type)}. ${description}`;
}

function formOf(type: ColumnDeclaration['type']): string {
  if (type instanceof GraphQLScalarType) return `\`${type.name}\``;
  if (isCodeTable(type)) return Object.keys(type).join(' or ');
  return type === Boolean ? 'true or false' : 'text';
}
