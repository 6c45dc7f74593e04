import { MASKS, type Mask } from '../agreements/mask';
import { LienThongError } from '../errors';
import { type ColumnDeclaration, edgesFrom, getDeclaration, type RowClass, type TypeDeclaration } from './declaration';
import { maskOf, type ViewRules } from './view/rules';

/** Where a row keeps its values, in the order of its shape. */
export const STORED = Symbol('stored values');
const SHAPE = Symbol('shape');

/** A row of a declared type: its fields are getters over the values as the register sent them. */
export type Row = object & { readonly [STORED]: readonly unknown[]; readonly [SHAPE]: RowShape };

/**
 * What is read of each row of a type in a view: its key, whom it is about, what its edges start from, and the fields
 * that the view grants, behind their masks. A column that is shown behind a mask and joined on is read both ways.
 */
export interface RowShape {
  readonly columns: readonly { readonly column: string; readonly mask: Mask | null }[];
  /** The position of a column as it is; undefined when the view does not read it. */
  positionOf(column: string): number | undefined;
  /** The position of a field's value; undefined when the view does not show it. */
  positionOfField(field: string): number | undefined;
}

const shapes = new WeakMap<ViewRules, Map<TypeDeclaration, RowShape>>();

/** The shape of a type's rows in a view. */
export function shapeOf(declaration: TypeDeclaration, rules: ViewRules): RowShape {
  let ofView = shapes.get(rules);
  if (!ofView) shapes.set(rules, (ofView = new Map<TypeDeclaration, RowShape>()));
  let shape = ofView.get(declaration);
  if (!shape) ofView.set(declaration, (shape = makeShape(declaration, rules)));
  return shape;
}

function makeShape(declaration: TypeDeclaration, rules: ViewRules): RowShape {
  const { type, key, about, columns } = declaration;
  const accessTo = ({ field }: ColumnDeclaration): ReturnType<ViewRules['accessTo']> =>
    rules.accessTo(`${type.name}.${field}`);
  const starts = edgesFrom(type).flatMap((edge) => (rules.accessTo(edge.id) ? edge.from : []));
  const shown = columns.filter((column) => ['READ', 'VERIFY'].includes(accessTo(column) ?? ''));
  const plain = [...new Set([...key, ...shown.map(({ column }) => column), ...starts, ...(about?.by ?? [])])];
  const masked = columns.flatMap((column) => {
    const mask = maskOf(rules, `${type.name}.${column.field}`);
    return mask ? [{ column: column.column, mask, field: column.field }] : [];
  });
  const position = new Map(plain.map((column, i) => [column, i]));
  const positionOfField = new Map<string, number | undefined>([
    ...columns.map((column): [string, number | undefined] => [
      column.field,
      accessTo(column) === 'READ' ? position.get(column.column) : undefined,
    ]),
    ...masked.map(({ field }, i): [string, number] => [field, plain.length + i]),
  ]);
  return {
    columns: [
      ...plain.map((column) => ({ column, mask: null })),
      ...masked.map(({ column, mask }) => ({ column, mask })),
    ],
    positionOf: (column) => position.get(column),
    positionOfField: (field) => positionOfField.get(field),
  };
}

/** Makes a row of `type` from its values in the order of the shape. */
export function toRow(type: RowClass, values: readonly unknown[], shape: RowShape): Row {
  return Object.create(type.prototype as object, { [STORED]: { value: values }, [SHAPE]: { value: shape } }) as Row;
}

/** The row of a type that unites registers: it holds its key alone. */
export function toUnitedRow(type: RowClass, key: string, rules: ViewRules): Row {
  const shape = shapeOf(getDeclaration(type), rules);
  return toRow(
    type,
    shape.columns.map(({ mask }) => (mask ? MASKS[mask].apply(key) : key)),
    shape,
  );
}

/** The value of one column of a row, as the register sent it; undefined where the view does not read it. */
export function storedValue(row: Row, column: string): unknown {
  const position = row[SHAPE].positionOf(column);
  return position === undefined ? undefined : row[STORED][position];
}

/** The values of a row's key, as text: what tells it from every other row of its view. */
export function recordKey(row: Row, { key }: TypeDeclaration): string {
  return key.map((column) => String(storedValue(row, column))).join('/');
}

/** Gives the class a getter for a declared field. A code that the declaration does not list answers as an error. */
export function defineField(type: RowClass, column: ColumnDeclaration): void {
  const codes = isCodeTable(column.type) ? new Set(Object.values(column.type)) : null;
  Object.defineProperty(type.prototype, column.field, {
    configurable: true,
    get(this: Row): unknown {
      const value = this[STORED][this[SHAPE].positionOfField(column.field) ?? -1];
      return codes && value !== null && !codes.has(value) ? unlistedCode(type, column) : value;
    },
  });
}

/** Whether a column's type is an enum over the register's codes. */
export function isCodeTable(type: ColumnDeclaration['type']): boolean {
  return typeof type === 'object' && type.constructor === Object;
}

/** The error of a field whose register sent a code that the declaration does not list. */
export function unlistedCode(type: RowClass, column: ColumnDeclaration): LienThongError {
  const { source } = getDeclaration(type);
  return new LienThongError('SOURCE_VALUE_INVALID', `${column.field} has a value that its register does not declare`, {
    register: source?.database ?? 'gateway',
    field: `${type.name}.${column.field}`,
  });
}
