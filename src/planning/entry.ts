import type { GraphQLScalarType } from 'graphql';
import type { GraphContext } from './context';
import type { EdgeDeclaration, RowClass } from './declaration';
import { declareRootField } from './resolved-field';

/** A root field that finds rows of a register by key. */
export interface Entry {
  readonly field: string;
  readonly options: EntryOptions;
  /** How a row is read: as the target of an edge that starts from the key. */
  readonly edge: EdgeDeclaration;
}

export interface EntryArgument {
  readonly name: string;
  readonly type: GraphQLScalarType;
  readonly nullable?: boolean;
  readonly description: string;
}

/** The values of an entry's arguments, by name. */
export type EntryArguments = Readonly<Record<string, string | null | undefined>>;

export type Key = readonly unknown[];

interface EntryCommon {
  readonly field: string;
  readonly of: () => RowClass;
  readonly arguments: readonly EntryArgument[];
  /** The columns of the type's view that hold the key. */
  readonly by: readonly string[];
  readonly description: string;
}

/** One row: the key that the arguments name, or null where they name none; by default the arguments' own values. */
interface OneRow extends EntryCommon {
  readonly toKey?: (args: EntryArguments, context: Pick<GraphContext, 'asOf'>) => Key | null;
}

/** A list: the keys that the arguments name, in the order of the answer. */
interface ManyRows extends EntryCommon {
  readonly toKeys: (args: EntryArguments, context: Pick<GraphContext, 'asOf'>) => readonly Key[];
}

export type EntryOptions = OneRow | ManyRows;

const entries: Entry[] = [];

/** Every declared entry point. */
export function allEntries(): readonly Entry[] {
  return entries;
}

/** Declares a root field that finds rows by key; gives the resolver class for the schema. */
export function declareEntry(options: EntryOptions): new () => object {
  const { field, of, description } = options;
  const edge: EdgeDeclaration = {
    id: `Query.${field}`,
    field,
    source: of(),
    target: of,
    from: [],
    to: options.by,
    order: [],
    many: false,
    most: 1,
    first: 1,
    typical: 1,
    description,
  };
  const entry = { field, options, edge };
  entries.push(entry);

  const many = 'toKeys' in options;
  return declareRootField({
    name: field,
    type: () => (many ? [of()] : of()),
    nullable: true,
    description,
    arguments: options.arguments.map((argument) => ({ ...argument, type: () => argument.type })),
    resolve: (...values: unknown[]) => {
      const context = values.pop() as GraphContext;
      const args = Object.fromEntries(options.arguments.map(({ name }, i) => [name, values[i] as string | null]));
      return many
        ? Promise.all(options.toKeys(args, context).map((key) => context.registers.loadEntry(entry, key)))
        : loadOne(entry, options, args, context);
    },
  });
}

async function loadOne(entry: Entry, options: OneRow, args: EntryArguments, context: GraphContext): Promise<unknown> {
  const key = options.toKey ? options.toKey(args, context) : Object.values(args);
  return key && context.registers.loadEntry(entry, key);
}
