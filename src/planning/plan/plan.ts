import type { FieldNode } from 'graphql';
import type { Database } from '../../values/databases';
import type { Connection } from '../connection';
import type { Mask } from '../../agreements/mask';
import type { Dimension, SubjectKind } from '../../agreements/row-scope';
import type { ColumnDeclaration, EdgeDeclaration, Order, TypeDeclaration } from '../declaration';
import type { Entry } from '../entry';
import type { FilterShape, Statement } from '../statement';
import type { Scoped } from '../view/scope';
import type { MaskedField } from './masked';

/**
 * What one operation will do, known before a row is read: which statements go to which register, what they read, how
 * the answer is put together from it, whose records it discloses, and the largest it can get. A plan depends on the
 * view, the document and the shape of the variables alone; their values are filled in when it runs.
 */
export interface Plan {
  readonly root: readonly RootField[];
  /** Every statement, a step's parent before the step. */
  readonly steps: readonly Step[];
  /** How many readings the steps and arguments have: their ids are below. */
  readonly readings: number;
  /** The fields that are answered, as `Type.field`, with the column each is read from. */
  readonly reads: readonly ReadField[];
  /** The edges that are followed, each with the largest number of rows it can lead to in the whole answer. */
  readonly edges: readonly { readonly id: string; readonly most: number }[];
  /** The fields that are answered behind a mask. */
  readonly masked: readonly MaskedField[];
  /** The people whose records are read, for a view that is recorded. */
  readonly subjects: readonly SubjectReading[];
  readonly bounds: Bounds;
  /** What it costs; see `price.ts`. */
  readonly price: number;
}

/** A plan, or the reason why the operation runs on the reference path. */
export type Compiled =
  { readonly plan: Plan; readonly uncovered: null } | { readonly plan: null; readonly uncovered: string };

/** The largest that an operation can get. */
export interface Bounds {
  readonly statements: number;
  /** Rows that the registers send. */
  readonly rows: number;
  /** Values in the answer: every field once for each row in which it can stand. */
  readonly values: number;
  /** Bytes of the answer's data as JSON. */
  readonly bytes: number;
}

export interface ReadField {
  readonly coordinate: string;
  readonly mask: Mask | null;
  readonly column: ColumnDeclaration;
  readonly database: Database | null;
}

/** Rows that are records of people. */
export interface SubjectReading {
  readonly reading: Reading;
  /** Where a row holds the record's key in its register. */
  readonly key: number;
  /** Whether the rows are people of their own; else they are records of those that another reading has found. */
  readonly isAnchor: boolean;
  /** Where an anchor's row holds the personal ID that it states; null where its type has none. */
  readonly person: number | null;
}

/** One statement on one register. */
export interface Step {
  readonly id: number;
  readonly database: Database;
  /** A count has a statement and a time budget of its own, so that it never holds up a page. */
  readonly purpose: 'rows' | 'count';
  /** 0 for a step that needs no other; else one more than its parent's. */
  readonly level: number;
  /** How many statements follow one after the other from this one on, itself included. */
  readonly height: number;
  /** The step whose rows hold the keys. */
  readonly parent: Step | null;
  /** The field of the root whose evidence has to be there first, for a view that narrows its rows. */
  readonly gate: number | null;
  readonly parts: readonly Part[];
  /** What the statement's texts hold, one after the other. */
  readonly outputs: readonly Output[];
  readonly statement: Statement;
  /** Where the values of the place holders come from, in their order. */
  readonly values: readonly ValueSource[];
  readonly bounds: { readonly rows: number; readonly bytes: number };
}

/** One JSON text of a statement: a count, or the rows of a reading. */
export type Output = CountPart | Reading;

/** A part of a statement: rows with all that is nested in them, or a count. */
export type Part = KeyedPart | PagePart | CountPart;

/** Rows by key: of an edge whose source was read by another step, or of a root field. */
export interface KeyedPart {
  readonly kind: 'keyed';
  readonly id: number;
  readonly edge: EdgeDeclaration;
  readonly order: readonly Order[];
  readonly scoped: readonly Scoped[];
  readonly first: number;
  readonly source: Reading;
  /** Where a source row holds the key; the values of one key for each of `edge.to`. */
  readonly positions: readonly number[];
  /** Source rows for which the edge is not followed. */
  readonly guard: Guard | null;
  readonly rows: Reading;
}

/** A page of a connection. */
export interface PagePart {
  readonly kind: 'page';
  readonly id: number;
  readonly rootIndex: number;
  readonly shape: FilterShape;
  /** Whether the page starts after a key. */
  readonly after: boolean;
  /** How many rows the page holds at most. */
  readonly first: number;
  /** Rows to read: one more than the page holds where the answer says whether others follow. */
  readonly limit: number;
  readonly rows: Reading;
}

/** How many rows the filter of a connection leaves. */
export interface CountPart {
  readonly kind: 'count';
  readonly id: number;
  readonly connection: Connection;
  readonly type: TypeDeclaration;
  /** Where it stands in the answer. */
  readonly path: readonly string[];
  readonly rootIndex: number;
  readonly shape: FilterShape;
}

/** Gives a place holder's value. */
export type ValueSource =
  | { readonly from: 'plan'; readonly value: number }
  /** All keys of a keyed part, one column of them. */
  | { readonly from: 'keys'; readonly part: KeyedPart; readonly column: number }
  /** What is in scope of a dimension for this caller. */
  | { readonly from: 'scope'; readonly dimension: Dimension }
  /** A condition of a connection's filter: by its place among the query's values. */
  | { readonly from: 'filter'; readonly rootIndex: number; readonly index: number }
  /** The key after which a page starts, one column of it. */
  | { readonly from: 'after'; readonly rootIndex: number; readonly column: number }
  /** A page's limit; 0 when its arguments were refused, so that its part of a statement reads nothing. */
  | { readonly from: 'limit'; readonly rootIndex: number; readonly value: number };

/** A united type's edge is followed, and its object answered, only where the key can be one. */
export interface Guard {
  readonly position: number;
  readonly accepts: (key: string) => boolean;
}

/** An edge whose rows are read in the statement of the rows that it starts from. */
export interface Nested {
  readonly edge: EdgeDeclaration;
  readonly order: readonly Order[];
  readonly scoped: readonly Scoped[];
  readonly first: number;
  /** The columns of the source's view that the edge starts from. */
  readonly from: readonly string[];
  readonly rows: Reading;
}

/** Where the rows of a reading come from when the plan runs. */
export type Origin =
  /** The key, or keys, that a root field's arguments name. */
  | {
      readonly of: 'arguments';
      readonly rootIndex: number;
      /** Set where the rows count only once the field's evidence was found. */
      readonly isGated?: boolean;
    }
  /** The rows of a step's part. */
  | { readonly of: 'part' }
  /** The rows of an edge that starts from the rows of another reading. */
  | { readonly of: 'nested'; readonly within: Reading; readonly many: boolean };

/** What is read of each row of one place in the operation. A value of a row is found by its column's position. */
export interface Reading {
  /** Tells it from the plan's other readings, from 0. */
  readonly id: number;
  readonly type: TypeDeclaration;
  readonly origin: Origin;
  readonly columns: { readonly column: string; readonly mask: Mask | null; asKey: boolean }[];
  readonly nested: Nested[];
  /** Rows at most, of one run. */
  readonly most: number;
  readonly usual: Usual;
}

/** What reading usually takes, of one run: look-ups in an index, and the rows that they find. */
export interface Usual {
  readonly lookups: number;
  readonly rows: number;
}

/** The fields of one object of the answer, in the order of the selection, answered from one row. */
export interface ObjectPlan {
  readonly typeName: string;
  readonly fields: readonly FieldPlan[];
  /** The largest that one such object can get. */
  readonly values: number;
  readonly bytes: number;
}

interface FieldCommon {
  /** The name in the answer. */
  readonly key: string;
  /** What stands before the value: the name as JSON, with a comma where other fields stand before it. */
  readonly head: string;
  readonly nodes: readonly FieldNode[];
}

/** Writes a stored value as the answer's JSON, or throws. Never called with null. */
export type WriteValue = (stored: unknown) => string;

export type FieldPlan = FieldCommon &
  (
    | { readonly kind: 'typename'; readonly name: string }
    | {
        readonly kind: 'value';
        readonly position: number;
        readonly nullable: boolean;
        readonly coordinate: string;
        readonly write: WriteValue;
      }
    | {
        readonly kind: 'list';
        readonly position: number;
        readonly nullable: boolean;
        readonly itemsNullable: boolean;
        readonly coordinate: string;
        readonly write: WriteValue;
      }
    /** A column that SQL cannot shape: opened with the record's key. */
    | {
        readonly kind: 'opened';
        readonly position: number;
        readonly keyPositions: readonly number[];
        readonly nullable: boolean;
        readonly coordinate: string;
        readonly open: NonNullable<ColumnDeclaration['open']>;
        readonly write: WriteValue;
      }
    /** An edge whose rows the same step has read. */
    | { readonly kind: 'nested'; readonly rows: Reading; readonly many: boolean; readonly object: ObjectPlan }
    /** An edge whose rows another step has read, by key. */
    | { readonly kind: 'linked'; readonly part: KeyedPart; readonly many: boolean; readonly object: ObjectPlan }
    /** A united type, answered from the row that states its key. */
    | { readonly kind: 'united'; readonly guard: Guard; readonly object: ObjectPlan }
    /** A field whose arguments are refused: null with this error in every row. */
    | { readonly kind: 'refused'; readonly error: Error }
  );

/** A field of a connection's page. */
export type PageField = FieldCommon &
  (
    | { readonly kind: 'typename'; readonly name: string }
    | { readonly kind: 'edges'; readonly fields: readonly PageEdgeField[] }
    | { readonly kind: 'pageInfo'; readonly fields: readonly PageInfoField[] }
    | { readonly kind: 'totalCount'; readonly part: CountPart }
  );

export type PageEdgeField = FieldCommon &
  (
    | { readonly kind: 'typename'; readonly name: string }
    | { readonly kind: 'cursor' }
    | { readonly kind: 'node'; readonly object: ObjectPlan }
  );

export type PageInfoField = FieldCommon &
  (
    | { readonly kind: 'typename'; readonly name: string }
    | { readonly kind: 'hasNextPage' | 'hasPreviousPage' | 'startCursor' | 'endCursor' }
  );

/** A field of the root. */
export type RootField = FieldCommon &
  (
    | { readonly kind: 'typename'; readonly name: string }
    | {
        readonly kind: 'entry';
        readonly entry: Entry;
        readonly many: boolean;
        readonly part: KeyedPart;
        readonly object: ObjectPlan;
      }
    | {
        readonly kind: 'united';
        readonly field: string;
        readonly argument: string;
        readonly about: SubjectKind;
        /** Whether what lies below is read only once evidence was found. */
        readonly isGated: boolean;
        /** One for each edge of the type, in their order: the type exists where one of them found a row. */
        readonly evidence: readonly KeyedPart[];
        readonly object: ObjectPlan;
      }
    | {
        readonly kind: 'connection';
        readonly connection: Connection;
        readonly first: number;
        readonly page: PagePart | null;
        readonly keyPositions: readonly number[];
        readonly fields: readonly PageField[];
      }
    | { readonly kind: 'refused'; readonly error: Error }
  );

/** Whether at most one row of the edge's target has a given key. */
export function leadsToKey(edge: EdgeDeclaration, target: TypeDeclaration): boolean {
  return target.key.every((column) => edge.to.includes(column));
}
