import { print, parse } from 'graphql';
import { applyEdits, format as findEdits } from 'jsonc-parser';

/**
 * Stands in for prettier (1.1 MB) behind GraphiQL's Prettify button: GraphQL is printed by graphql-js,
 * JSON with comments is indented by jsonc-parser. Throws a GraphQLError on a document that does not parse.
 */
export function format(text: string, options: { parser: string }): string {
  if (options.parser === 'graphql') return print(parse(text));
  return applyEdits(text, findEdits(text, undefined, { tabSize: 2, insertSpaces: true }));
}

/** Prettier's plugins are looked up by these names; plain-format needs none. */
export const parsers = {};
export const printers = {};
