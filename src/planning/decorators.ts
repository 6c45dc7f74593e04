import { GraphQLScalarType } from 'graphql';
import { Field, Int, ObjectType } from 'type-graphql';
import type { Database } from '../values/databases';
import type { Dimension, SubjectKind } from '../agreements/row-scope';
import {
  type About,
  addColumn,
  addEdge,
  addType,
  type ColumnType,
  type EdgeDeclaration,
  type Opener,
  type Order,
  type RowClass,
  type Sensitivity,
  type StoredType,
} from './declaration';
import type { GraphContext } from './context';
import { declareField } from './resolved-field';
import { defineField, recordKey, type Row, storedValue } from './row';
import { getDeclaration } from './declaration';

interface RegisterTypeOptions {
  /** The database whose `share` schema holds the view. */
  register: Database;
  view: string;
  key: readonly string[];
  /** Whom a row is about; null for nobody. */
  about: About | null;
  /** The column for each dimension that a view's rows can be narrowed by. */
  scope?: Readonly<Partial<Record<Dimension, string>>>;
  hidden?: Readonly<Record<string, StoredType>>;
  description: string;
}

/** Declares a type of the graph that is read from one view of one register. */
export function RegisterType(options: RegisterTypeOptions): (type: RowClass) => void {
  return (type) => {
    ObjectType({ description: options.description })(type);
    addType({
      type,
      source: { database: options.register, view: options.view },
      accepts: null,
      key: options.key,
      about: options.about,
      scope: options.scope ?? {},
      hidden: options.hidden ?? {},
      description: options.description,
    });
  };
}

interface UnitedTypeOptions {
  /** The one column that the united records share. */
  key: string;
  subject: SubjectKind;
  /** Whether a stated value can be a key at all; an edge from a value that cannot leads to null. */
  accepts: (key: string) => boolean;
  description: string;
}

/** Declares a type that unites what several registers hold under one key, and stores nothing but that key. */
export function UnitedType(options: UnitedTypeOptions): (type: RowClass) => void {
  const { key, subject, accepts, description } = options;
  return (type) => {
    ObjectType({ description })(type);
    addType({
      type,
      source: null,
      accepts,
      key: [key],
      about: { subject, by: [key] },
      scope: {},
      hidden: {},
      description,
    });
  };
}

/**
 * What kind of fact a field tells, and whether its value alone, or nearly alone, tells who the person is. Facts of identity
 * and contact may, so for those it has to be said; the others never do unless it is said.
 */
type Classification =
  | { is: 'identity' | 'contact'; identifies: boolean }
  | { is: Exclude<Sensitivity, 'identity' | 'contact'>; identifies?: boolean };

interface ColumnBasics {
  type: ColumnType;
  /** A register may leave every field open, so a field is nullable unless the declaration says otherwise. */
  nullable?: boolean;
  /** How the view stores it, where the GraphQL type does not say. */
  stored?: StoredType;
  /** For what SQL cannot shape: turns the stored value into the answer. */
  open?: Opener;
  /** The longest a value is as JSON, in bytes: 256 for text when left out. A plan's bounds rest on it. */
  longest?: number;
  description: string;
}

type ColumnOptions = ColumnBasics & Classification;

/** Declares that a field is a column of the type's view. */
export function Column(column: string, options: ColumnOptions): (prototype: object, field: string) => void {
  return (prototype, field) => {
    const type = prototype.constructor as RowClass;
    const declared = {
      field,
      column,
      type: options.type,
      stored: options.stored ?? defaultStoredType(options.type),
      nullable: options.nullable ?? true,
      is: options.is,
      identifies: options.identifies ?? false,
      description: options.description,
      open: options.open,
      longest: options.longest,
    };
    addColumn(type, declared);
    const { open, description } = options;
    if (open) {
      const resolve = function (this: Row, context: GraphContext): unknown {
        const declaration = getDeclaration(type);
        const stored = storedValue(this, column);
        return stored === null ? null : open(stored, recordKey(this, declaration), context.secrets);
      };
      declareField(prototype, {
        name: field,
        type: () => options.type,
        nullable: declared.nullable,
        description,
        resolve,
      });
    } else {
      defineField(type, declared);
      Field(() => options.type as never, { description, nullable: declared.nullable })(prototype, field);
    }
  };
}

interface EdgeOptions {
  /** Columns that have the same name on both sides. */
  on?: string | readonly string[];
  from?: string | readonly string[];
  to?: string | readonly string[];
  order?: readonly Order[];
  /** The largest `first` a caller may ask for. */
  most?: number;
  /** What `first` is when the caller does not say; 10, or `most` where that is less. */
  first?: number;
  /** How many rows a row usually leads to: as many as `first` of a list, one otherwise, when left out. */
  typical?: number;
  description: string;
}

/** Declares an edge to one other row, or to null. */
export function edgeToOne(source: RowClass, field: string, target: () => RowClass, options: EdgeOptions): void {
  const edge = declareEdge(source, field, target, options, false);
  declareField(source.prototype as object, {
    name: field,
    type: target,
    nullable: true,
    description: options.description,
    resolve(this: Row, context: GraphContext) {
      return context.registers.loadOne(edge, this);
    },
  });
}

/** Declares an edge to a bounded list of rows in a fixed order; the caller chooses how many with `first`. */
export function edgeToMany(source: RowClass, field: string, target: () => RowClass, options: EdgeOptions): void {
  const edge = declareEdge(source, field, target, options, true);
  const first = {
    name: 'first',
    type: () => Int,
    defaultValue: edge.first,
    description: `How many at most, in the order of the list: 1 to ${edge.most}.`,
  };
  declareField(source.prototype as object, {
    name: field,
    type: () => [target()],
    nullable: true,
    description: options.description,
    arguments: [first],
    resolve(this: Row, most: number, context: GraphContext) {
      return context.registers.loadMany(edge, this, most);
    },
  });
}

/** The form of `edgeToOne` for use inside a class. */
export function EdgeToOne(target: () => RowClass, options: EdgeOptions): (prototype: object, field: string) => void {
  return (prototype, field) => edgeToOne(prototype.constructor as RowClass, field, target, options);
}

/** The form of `edgeToMany` for use inside a class. */
export function EdgeToMany(target: () => RowClass, options: EdgeOptions): (prototype: object, field: string) => void {
  return (prototype, field) => edgeToMany(prototype.constructor as RowClass, field, target, options);
}

function declareEdge(
  source: RowClass,
  field: string,
  target: () => RowClass,
  options: EdgeOptions,
  many: boolean,
): EdgeDeclaration {
  const from = asList(options.from ?? options.on);
  const to = asList(options.to ?? options.on ?? options.from);
  const id = `${source.name}.${field}`;
  if (from.length === 0 || from.length !== to.length) throw new Error(`${id}: "from" and "to" must pair up`);
  const most = many ? (options.most ?? 100) : 1;
  const first = many ? Math.min(options.first ?? 10, most) : 1;
  const { order = [], typical = first, description } = options;
  const edge = { id, field, source, target, from, to, order, many, most, first, typical, description };
  addEdge(edge);
  return edge;
}

function asList(columns: string | readonly string[] | undefined): readonly string[] {
  return typeof columns === 'string' ? [columns] : (columns ?? []);
}

function defaultStoredType(type: ColumnType): StoredType {
  if (type === Boolean) return 'boolean';
  if (Array.isArray(type)) return 'text[]';
  if (type instanceof GraphQLScalarType) return STORED_BY_SCALAR[type.name] ?? 'text';
  return 'text';
}

const STORED_BY_SCALAR: Readonly<Record<string, StoredType>> = {
  Date: 'date',
  Month: 'date',
  Vnd: 'bigint',
  Int: 'integer',
  Float: 'numeric',
};
