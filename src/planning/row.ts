import { LienThongError } from '../errors';
import { type ColumnDeclaration, edgesFrom, getDeclaration, type RowClass, type TypeDeclaration } from './declaration';

/** Where a row keeps its values, in the order of `readColumns`. */
export const STORED = Symbol('stored values');

/** A row of a declared type: its fields are getters over the values as the register sent them. */
export type Row = object & { readonly [STORED]: readonly unknown[] };

const readColumnsOf = new Map<TypeDeclaration, readonly string[]>();

/** The columns that are read for a row: its key, every declared field, and what its edges start from. */
export function readColumns(declaration: TypeDeclaration): readonly string[] {
  let columns = readColumnsOf.get(declaration);
  if (!columns) {
    const starts = edgesFrom(declaration.type).flatMap((edge) => edge.from);
    columns = [...new Set([...declaration.key, ...declaration.columns.map((c) => c.column), ...starts])];
    readColumnsOf.set(declaration, columns);
  }
  return columns;
}

/** Makes a row of `type` from the values of `readColumns`, in that order. */
export function toRow(type: RowClass, values: readonly unknown[]): Row {
  return Object.create(type.prototype as object, { [STORED]: { value: values } }) as Row;
}

/** The value of one column of a row, as the register sent it. */
export function storedValue(row: Row, declaration: TypeDeclaration, column: string): unknown {
  return row[STORED][readColumns(declaration).indexOf(column)];
}

/** The values of a row's key, as text: what tells it from every other row of its view. */
export function recordKey(row: Row, declaration: TypeDeclaration): string {
  return declaration.key.map((column) => String(storedValue(row, declaration, column))).join('/');
}

/** Gives the class a getter for a declared field. A code that the declaration does not list answers as an error. */
export function defineField(type: RowClass, column: ColumnDeclaration): void {
  const codes = isCodeTable(column.type) ? new Set(Object.values(column.type)) : null;
  let position = -1;
  Object.defineProperty(type.prototype, column.field, {
    configurable: true,
    get(this: Row): unknown {
      if (position < 0) position = readColumns(getDeclaration(type)).indexOf(column.column);
      const value = this[STORED][position];
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
