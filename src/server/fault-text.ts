import { GraphQLError, Kind } from 'graphql';

/** What V8 says when a parser has called itself too often: some 2,000 brackets below one another are enough. */
export const NESTED_TOO_DEEP = /^Maximum call stack size exceeded/;

/** More of a message is never looked at: refused values can make it as long as the request. */
const LONGEST = 500;

/** Nodes of a document at which graphql-js tells of a refused value. */
const VALUES = new Set<string>([
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
  Kind.OBJECT_FIELD,
]);

const SUGGESTION = String.raw`( Did you mean (?:the enum value )?(?:"\w+"(?:, or |, | or )?)+\?)?$`;
const FIELD_UNKNOWN = new RegExp(String.raw` is not defined by type "(\w+)"\.${SUGGESTION}`);
const ENUM_UNKNOWN = new RegExp(String.raw` does not exist in "(\w+)" enum\.${SUGGESTION}`);
const TYPE_EXPECTED = /^Expected (?:value of |non-nullable )?type "([\w[\]!]+)"/;
const TYPE_REFUSES = /^(?:Enum "(\w+)"|(\w+)) cannot represent /;
const NAMES_ALONE = [
  /^Field "[\w.]+" of required type "[\w[\]!]+" was not provided\.$/,
  /^Exactly one key must be specified for OneOf type "\w+"\.$/,
  /^OneOf Input Object "\w+" must specify exactly one key\.$/,
];

/**
 * Says a fault of a document or its variables in words that repeat no value: a caller's value may name a person.
 * About a refused value only the variable, the place in it, and names of the schema are told.
 */
export function tellFault(error: unknown, message: string): string {
  const place = placeOf(error);
  if (place !== '') return `${place}${tellRefusal(causeOf(error))}`;
  const node = error instanceof GraphQLError ? error.nodes?.[0] : undefined;
  if (node && VALUES.has(node.kind)) return tellRefusal(message);
  const kept = message.length > LONGEST ? `${message.slice(0, LONGEST)}…` : message;
  return kept
    .replace(NESTED_TOO_DEEP, 'The document is nested too deep to be read')
    .replace(/^Unknown operation named .*$/s, 'The document has no operation of the given name.')
    .replace(/^(Syntax Error: .*?(?:Name|String|Int|Float)) ".*$/s, '$1.')
    .replace('more that', 'more than')
    .replace(/\d{6,}/g, '…');
}

/** `Variable "$filter" at "filter.province": ` for a value of a variable that was refused, else nothing. */
export function placeOf(error: unknown): string {
  const node = error instanceof GraphQLError ? error.nodes?.[0] : undefined;
  if (!(error instanceof GraphQLError) || node?.kind !== Kind.VARIABLE_DEFINITION) return '';
  const name = node.variable.name.value;
  if (!error.message.startsWith(`Variable "$${name}" got invalid value `)) return '';
  // The path follows the value and stands before the cause's own words, so it is read from the end.
  const cause = `; ${causeOf(error)}`;
  const head = error.message.endsWith(cause) ? error.message.slice(0, -cause.length) : '';
  const path = / at "([\w.[\]]+)"$/.exec(head.slice(-LONGEST));
  return `Variable "$${name}"${path ? ` at "${path[1]}"` : ''}: `.replace(/\d{6,}/g, '…');
}

function causeOf(error: unknown): string {
  return error instanceof GraphQLError && error.originalError ? error.originalError.message : '';
}

function tellRefusal(message: string): string {
  const start = message.slice(0, LONGEST);
  const end = message.slice(-LONGEST);
  if (NAMES_ALONE.some((shape) => shape.test(start))) return start;
  const field = FIELD_UNKNOWN.exec(end);
  if (field) return `${field[1]} has no field of this name.${field[2] ?? ''}`;
  const word = ENUM_UNKNOWN.exec(end);
  if (word) return `${word[1]} does not take this value.${word[2] ?? ''}`;
  const type = TYPE_EXPECTED.exec(start) ?? TYPE_REFUSES.exec(start);
  return `${type?.[1] ?? type?.[2] ?? 'The type'} does not take this value.`;
}
