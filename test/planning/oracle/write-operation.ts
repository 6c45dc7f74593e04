import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isNonNullType,
} from 'graphql';
import type {
  ArgumentDraw,
  DirectiveDraw,
  Drawn,
  DrawnValue,
  FieldSelection,
  Selection,
  Spread,
} from './shape-of-operation';

/** An operation as a client would send it. */
export interface Written {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Makes the cursor of a key for a list and its filter, or a text that is none. */
export type MakeCursor = (
  field: string,
  filter: Readonly<Record<string, unknown>>,
  key: readonly string[],
) => string | null;

/**
 * Writes a drawn operation. Within a type the first field under a name decides what the name means in the whole
 * document: others under that name become the same field with the same arguments, so that they merge.
 */
export function writeOperation(schema: GraphQLSchema, drawn: Drawn, makeCursor: MakeCursor): Written {
  const { query, variables } = new Writing(schema, makeCursor).write(drawn);
  return { query, variables };
}

/** Writes a drawn operation, and the same document with other variables where it is to be asked again. */
export function writeAll(schema: GraphQLSchema, drawn: Drawn, makeCursor: MakeCursor): readonly Written[] {
  const { query, variables, others } = new Writing(schema, makeCursor).write(drawn);
  return drawn.again
    ? [
        { query, variables },
        { query, variables: others },
      ]
    : [{ query, variables }];
}

class Writing {
  private readonly variables: Record<string, unknown> = {};
  private readonly others: Record<string, unknown> = {};
  private readonly declarations: string[] = [];
  private readonly meant = new Map<string, { name: string; args: string }>();
  private readonly fragments: string[] = [];
  /** The fragments that are written to their end, by type: to spread one of them can lead to no cycle. */
  private readonly known = new Map<string, string[]>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly makeCursor: MakeCursor,
  ) {}

  write({ root }: Drawn): Written & { readonly others: Written['variables'] } {
    const body = this.selectionSet(this.schema.getQueryType() as GraphQLObjectType, root);
    const declared = this.declarations.length > 0 ? `(${this.declarations.join(', ')})` : '';
    const query = [`query Drawn${declared} ${body}`, ...this.fragments].join('\n');
    return { query, variables: this.variables, others: this.others };
  }

  private selectionSet(type: GraphQLObjectType, selections: readonly Selection[]): string {
    const written = selections.map((selection) => this.selection(type, selection));
    return `{ ${written.length > 0 ? written.join(' ') : '__typename'} }`;
  }

  private selection(type: GraphQLObjectType, selection: Selection): string {
    if (selection.kind === 'field') return this.field(type, selection);
    const directive = this.directive(selection.directive);
    if (selection.kind === 'spread') return `...${this.fragment(type, selection)}${directive}`;
    const on = selection.typed ? ` on ${type.name}` : '';
    return `...${on}${directive} ${this.selectionSet(type, selection.selections)}`;
  }

  private fragment(type: GraphQLObjectType, { known: wanted, selections }: Spread): string {
    const known = this.known.get(type.name) ?? [];
    const chosen = wanted === null ? undefined : known[wanted % known.length];
    if (chosen !== undefined) return chosen;
    const set = this.selectionSet(type, selections);
    const name = `F${this.fragments.length}`;
    this.fragments.push(`fragment ${name} on ${type.name} ${set}`);
    this.known.set(type.name, [...(this.known.get(type.name) ?? []), name]);
    return name;
  }

  private field(type: GraphQLObjectType, selection: FieldSelection): string {
    const key = selection.alias ?? selection.name;
    const place = `${type.name} ${key}`;
    let meant = this.meant.get(place);
    if (!meant) {
      meant = { name: selection.name, args: this.arguments(type, selection) };
      this.meant.set(place, meant);
    }
    const field = type.getFields()[meant.name];
    const named = field && getNamedType(field.type);
    const set =
      named && 'getFields' in named
        ? ` ${this.selectionSet(named as GraphQLObjectType, meant.name === selection.name ? selection.selections : [])}`
        : '';
    const alias = key === meant.name ? '' : `${key}: `;
    return `${alias}${meant.name}${meant.args}${this.directive(selection.directive)}${set}`;
  }

  private arguments(type: GraphQLObjectType, { name, args }: FieldSelection): string {
    const field = type.getFields()[name];
    if (!field || args.length === 0) return '';
    const filter = args.find((argument) => argument.name === 'filter');
    const filterValue = filter && filter.by !== 'absent variable' ? this.plain(filter.value, name, {}) : {};
    const given = args.map((argument) => {
      const declared = field.args.find((candidate) => candidate.name === argument.name) as GraphQLArgument;
      return `${argument.name}: ${this.argument(argument, declared.type, name, filterValue as Record<string, unknown>)}`;
    });
    return `(${given.join(', ')})`;
  }

  private argument(
    { value, other, by }: ArgumentDraw,
    type: GraphQLInputType,
    field: string,
    filter: Readonly<Record<string, unknown>>,
  ): string {
    const plain = this.plain(value, field, filter);
    if (by === 'literal' || (value.is === 'cursor' && by !== 'variable')) return toLiteral(plain, type);
    const nullable = isNonNullType(type) ? type.ofType : type;
    const others = this.plain(other, field, filter);
    switch (by) {
      case 'variable':
        return this.declare(String(type), plain, others);
      case 'nullable variable': {
        const isNull = this.declarations.length % 3 === 0;
        return this.declare(String(nullable), isNull ? null : plain, isNull ? others : null);
      }
      case 'default':
        return this.declare(`${String(nullable)} = ${toLiteral(plain, type)}`, undefined, others);
      case 'absent variable':
        return this.declare(String(nullable), undefined, others);
    }
  }

  /** Declares a variable with its value, and that when the operation is asked again; undefined leaves it out. */
  private declare(type: string, value: unknown, other: unknown): string {
    const name = `v${this.declarations.length}`;
    this.declarations.push(`$${name}: ${type}`);
    if (value !== undefined) this.variables[name] = value;
    if (other !== undefined) this.others[name] = other;
    return `$${name}`;
  }

  /** A drawn value as JSON has it. Fields of input objects are given as they are, or not at all. */
  private plain(value: DrawnValue, field: string, filter: Readonly<Record<string, unknown>>): unknown {
    switch (value.is) {
      case 'value':
        return value.value;
      case 'enum':
        return value.name;
      case 'object':
        return Object.fromEntries(
          value.fields
            .filter(({ by }) => by !== 'absent variable')
            .map(({ name, value: inner, by }) => [
              name,
              by === 'nullable variable' ? null : this.plain(inner, field, {}),
            ]),
        );
      case 'cursor':
        return this.makeCursor(field, value.foreign ? {} : filter, value.key);
    }
  }

  private directive(directive: DirectiveDraw | null): string {
    if (!directive) return '';
    if (!directive.byVariable) return ` @${directive.name}(if: ${directive.value})`;
    return ` @${directive.name}(if: ${this.declare('Boolean!', directive.value, !directive.value)})`;
  }
}

function toLiteral(value: unknown, type: GraphQLInputType): string {
  if (value === null || value === undefined) return isNonNullType(type) ? '0' : 'null';
  const named = getNamedType(type);
  if (isEnumType(named)) return value as string;
  if (isInputObjectType(named)) {
    const fields = Object.entries(value as Record<string, unknown>).map(([name, inner]) => {
      const field = named.getFields()[name];
      return field ? `${name}: ${toLiteral(inner, field.type)}` : '';
    });
    return `{${fields.join(', ')}}`;
  }
  return JSON.stringify(value);
}
