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
import type { ArgumentDraw, DirectiveDraw, Drawn, DrawnValue, FieldSelection, Selection } from './shape-of-operation';

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
  return new Writing(schema, drawn, makeCursor).write();
}

class Writing {
  private readonly variables: Record<string, unknown> = {};
  private readonly declarations: string[] = [];
  private readonly meant = new Map<string, { name: string; args: string }>();
  private readonly fragments: string[] = [];
  private readonly written = new Map<number, string>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly drawn: Drawn,
    private readonly makeCursor: MakeCursor,
  ) {}

  write(): Written {
    const query = this.schema.getQueryType() as GraphQLObjectType;
    const body = this.selectionSet(query, this.drawn.root, this.drawn.fragments.length);
    const variables = this.declarations.length > 0 ? `(${this.declarations.join(', ')})` : '';
    return { query: [`query Drawn${variables} ${body}`, ...this.fragments].join('\n'), variables: this.variables };
  }

  /** `below` fragments may be spread here: those later in the list, so that none spreads itself. */
  private selectionSet(type: GraphQLObjectType, selections: readonly Selection[], below: number): string {
    const written = selections.map((selection) => this.selection(type, selection, below)).filter((text) => text !== '');
    return `{ ${written.length > 0 ? written.join(' ') : '__typename'} }`;
  }

  private selection(type: GraphQLObjectType, selection: Selection, below: number): string {
    if (selection.kind === 'field') return this.field(type, selection, below);
    if (selection.kind === 'inline') {
      const on = selection.typed ? ` on ${type.name}` : '';
      return `...${on}${this.directive(selection.directive)} ${this.selectionSet(type, selection.selections, below)}`;
    }
    const name = this.fragment(type, selection.index, below);
    return name === null ? '' : `...${name}${this.directive(selection.directive)}`;
  }

  /** The name of the fragment on a type that stands nearest to an index, written when it is first spread. */
  private fragment(type: GraphQLObjectType, index: number, below: number): string | null {
    const candidates = this.drawn.fragments
      .map((fragment, i) => ({ ...fragment, i }))
      .filter((fragment) => fragment.type === type.name && fragment.i < below);
    const chosen = candidates[index % Math.max(1, candidates.length)];
    if (!chosen) return null;
    const name = `F${chosen.i}`;
    if (!this.written.has(chosen.i)) {
      this.written.set(chosen.i, name);
      this.fragments.push(`fragment ${name} on ${type.name} ${this.selectionSet(type, chosen.selections, chosen.i)}`);
    }
    return name;
  }

  private field(type: GraphQLObjectType, selection: FieldSelection, below: number): string {
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
        ? ` ${this.selectionSet(named as GraphQLObjectType, meant.name === selection.name ? selection.selections : [], below)}`
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
    { value, by }: ArgumentDraw,
    type: GraphQLInputType,
    field: string,
    filter: Readonly<Record<string, unknown>>,
  ): string {
    const plain = this.plain(value, field, filter);
    if (by === 'literal' || (value.is === 'cursor' && by !== 'variable')) return toLiteral(plain, type);
    const variable = `v${this.declarations.length}`;
    const nullable = isNonNullType(type) ? type.ofType : type;
    switch (by) {
      case 'variable':
        this.declarations.push(`$${variable}: ${String(type)}`);
        this.variables[variable] = plain;
        break;
      case 'nullable variable':
        this.declarations.push(`$${variable}: ${String(nullable)}`);
        this.variables[variable] = this.declarations.length % 3 === 0 ? null : plain;
        break;
      case 'default':
        this.declarations.push(`$${variable}: ${String(nullable)} = ${toLiteral(plain, type)}`);
        break;
      case 'absent variable':
        this.declarations.push(`$${variable}: ${String(nullable)}`);
        break;
    }
    return `$${variable}`;
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
    const variable = `v${this.declarations.length}`;
    this.declarations.push(`$${variable}: Boolean!`);
    this.variables[variable] = directive.value;
    return ` @${directive.name}(if: $${variable})`;
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
