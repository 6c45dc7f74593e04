import 'reflect-metadata';
import type { GraphQLScalarType } from 'graphql';
import type { Dimension, SubjectKind } from '../agreements/row-scope';
import type { Database } from '../values/databases';

/**
 * The one store of declarations. A type of a register says which view it is read from, field by field which column it
 * comes from and what kind of fact that is, and edge by edge which columns join it to which type, in what order and
 * with what bound. Schema, SQL, loaders, data dictionary and the contract with a register's owner all read this.
 */

/** A class whose instances are rows of a declared type. */
export type RowClass = abstract new () => object;

/** How a view's column is stored, in PostgreSQL's words. */
export type StoredType = 'text' | 'date' | 'bigint' | 'integer' | 'numeric' | 'boolean' | 'text[]';

/** What kind of fact a field tells, for those who decide who may see it. */
export type Sensitivity =
  | 'identity'
  | 'contact'
  | 'family'
  | 'employment'
  | 'income'
  | 'contribution'
  | 'health card'
  | 'medical'
  | 'administrative'
  | 'statistical';

/** What a field tells, and whether its value alone, or nearly alone, tells who the person is. */
export interface Classification {
  readonly is: Sensitivity;
  readonly identifies: boolean;
}

/** An enum object: the graph's names on the left, the register's codes on the right. */
export type CodeTable = Readonly<Record<string, string>>;

/** The GraphQL type of a column: a scalar, a code table, or one of the built-in constructors. */
export type ColumnType = GraphQLScalarType | CodeTable | typeof String | typeof Boolean | readonly [typeof String];

/** Turns a stored value that SQL cannot shape into what the field answers, or throws. */
export type Opener = (stored: unknown, recordKey: string, secrets: Secrets) => unknown;

/** Keys that never live in a database, by purpose; 32 bytes each. */
export interface Secrets {
  readonly cursor: Buffer;
  readonly diagnosis: Buffer;
}

export interface ColumnDeclaration extends Classification {
  readonly field: string;
  readonly column: string;
  readonly type: ColumnType;
  readonly stored: StoredType;
  readonly nullable: boolean;
  readonly description: string;
  readonly open: Opener | undefined;
  /** The longest a value is as JSON, in bytes; undefined where the stored type says enough. */
  readonly longest: number | undefined;
}

/** A column of the target's view and its direction; every order ends in the target's key, which is added. */
export type Order = readonly [column: string, direction: 'asc' | 'desc'];

export interface EdgeDeclaration {
  /** `Type.field`, unique in the graph. */
  readonly id: string;
  readonly field: string;
  readonly source: RowClass;
  readonly target: () => RowClass;
  /** Columns of the source's view; a row with a null among them has no such edge. */
  readonly from: readonly string[];
  /** Columns of the target's view, in the same order. */
  readonly to: readonly string[];
  readonly order: readonly Order[];
  /** A list of at most `most` targets, or one target. */
  readonly many: boolean;
  readonly most: number;
  /** How many a list gives when the caller does not say. */
  readonly first: number;
  /** How many rows a row usually leads to; a price rests on it. */
  readonly typical: number;
  readonly description: string;
}

/** Whom a record is about, and the columns that tell: the first is the subject's key in this register. */
export interface About {
  readonly subject: SubjectKind;
  readonly by: readonly string[];
}

export interface TypeDeclaration {
  readonly type: RowClass;
  /** Null for a type that unites registers and holds nothing but its key. */
  readonly source: { readonly database: Database; readonly view: string } | null;
  /** For a type that unites registers: whether a stated value can be its key at all. */
  readonly accepts: ((key: string) => boolean) | null;
  /** Columns that tell a row from every other. */
  readonly key: readonly string[];
  /** Null for a record about nobody: a place, a facility, a statistic. */
  readonly about: About | null;
  /** The column that tells whether a row is in scope of a dimension, for each that the type has. */
  readonly scope: Readonly<Partial<Record<Dimension, string>>>;
  readonly columns: readonly ColumnDeclaration[];
  /** Columns that joins, orders and filters use and nobody is shown. */
  readonly hidden: Readonly<Record<string, StoredType>>;
  readonly description: string;
}

const columnsOf = new Map<RowClass, ColumnDeclaration[]>();
const types = new Map<RowClass, TypeDeclaration>();
const edges = new Map<RowClass, EdgeDeclaration[]>();
const handWritten = new Map<string, Classification>();

export function addColumn(type: RowClass, column: ColumnDeclaration): void {
  const columns = columnsOf.get(type) ?? [];
  columns.push(column);
  columnsOf.set(type, columns);
}

export function addType(declaration: Omit<TypeDeclaration, 'columns'>): void {
  types.set(declaration.type, { ...declaration, columns: columnsOf.get(declaration.type) ?? [] });
}

export function addEdge(edge: EdgeDeclaration): void {
  const ofSource = edges.get(edge.source) ?? [];
  ofSource.push(edge);
  edges.set(edge.source, ofSource);
}

/** Declares that a field of a declared type has a hand-written resolver, because no column or edge can say it. */
export function addHandWritten(type: RowClass, field: string, classification: Classification): void {
  handWritten.set(`${type.name}.${field}`, classification);
}

/** What kind of fact a field of a declared type tells; null for an edge, which leads to fields that say it themselves. */
export function classificationOf(declaration: TypeDeclaration, field: string): Classification | null {
  const column = declaration.columns.find((each) => each.field === field);
  return column ?? handWritten.get(`${declaration.type.name}.${field}`) ?? null;
}

/** Whether a field of a type was declared: as a column, an edge, or hand-written. */
export function isDeclaredField(declaration: TypeDeclaration, field: string): boolean {
  return (
    declaration.columns.some((column) => column.field === field) ||
    edgesFrom(declaration.type).some((edge) => edge.field === field) ||
    handWritten.has(`${declaration.type.name}.${field}`)
  );
}

/** The declaration of a type; throws when the class was never declared. */
export function getDeclaration(type: RowClass): TypeDeclaration {
  const declaration = types.get(type);
  if (!declaration) throw new Error(`${type.name} is not declared: give it @RegisterType or @UnitedType`);
  return declaration;
}

/** Every declared type, in the order of declaration. */
export function allDeclarations(): readonly TypeDeclaration[] {
  return [...types.values()];
}

/** The edges that lead away from a type. */
export function edgesFrom(type: RowClass): readonly EdgeDeclaration[] {
  return edges.get(type) ?? [];
}

/** The edges that lead to a type, from any other. */
export function edgesTo(type: RowClass): readonly EdgeDeclaration[] {
  return [...edges.values()].flat().filter((edge) => edge.target() === type);
}

/** How a column of a type's view is stored; throws for a column that the declaration does not know. */
export function storedType(declaration: TypeDeclaration, column: string): StoredType {
  const stored = declaration.columns.find((c) => c.column === column)?.stored ?? declaration.hidden[column];
  if (!stored) throw new Error(`${declaration.type.name} declares no column "${column}"`);
  return stored;
}
