import { allConnections, type Connection } from '../connection';
import {
  allDeclarations,
  type ColumnDeclaration,
  type EdgeDeclaration,
  edgesFrom,
  type TypeDeclaration,
} from '../declaration';
import { allEntries, type Entry } from '../entry';
import { allUnitedEntries, type UnitedEntry } from '../united-entry';

/** What a field of a declared type is read from. */
export type Meaning = { readonly column: ColumnDeclaration } | { readonly edge: EdgeDeclaration };

/** What a field of the root finds. */
export type RootMeaning =
  { readonly entry: Entry } | { readonly united: UnitedEntry } | { readonly connection: Connection };

interface CatalogType {
  readonly declaration: TypeDeclaration;
  readonly fields: ReadonlyMap<string, Meaning>;
}

/** The declarations by the names that a document uses. What is not in it has a hand-written resolver. */
export interface Catalog {
  readonly types: ReadonlyMap<string, CatalogType>;
  readonly root: ReadonlyMap<string, RootMeaning>;
}

let catalog: Catalog | undefined;

/** The catalog of all declarations, made when it is first asked for: after the graph was put together. */
export function getCatalog(): Catalog {
  return (catalog ??= {
    types: new Map(
      allDeclarations().map((declaration) => [declaration.type.name, { declaration, fields: fieldsOf(declaration) }]),
    ),
    root: new Map<string, RootMeaning>([
      ...allEntries().map((entry): [string, RootMeaning] => [entry.field, { entry }]),
      ...allUnitedEntries().map((united): [string, RootMeaning] => [united.field, { united }]),
      ...allConnections().map((connection): [string, RootMeaning] => [connection.field, { connection }]),
    ]),
  });
}

function fieldsOf(declaration: TypeDeclaration): ReadonlyMap<string, Meaning> {
  return new Map<string, Meaning>([
    ...declaration.columns.map((column): [string, Meaning] => [column.field, { column }]),
    ...edgesFrom(declaration.type).map((edge): [string, Meaning] => [edge.field, { edge }]),
  ]);
}
