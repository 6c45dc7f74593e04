import { GraphQLScalarType } from 'graphql';
import { LienThongError } from '../errors';
import type { CodeTable } from '../planning/declaration';
import { isCodeTable } from '../planning/row';
import { foldName } from '../values/fold-name';
import { toName, type VerifiableColumn } from './verifiable-fields';

/** The longest value that can be stated, in characters. */
const LONGEST = 200;
const NAME_COLUMN = 'full_name';

/** Tells whether a stored value says the same as what was stated. */
export type Same = (stored: string | number | boolean) => boolean;

/**
 * Reads a statement about a field: names are compared without case and diacritics, values of an enum by their name in
 * the graph, everything else exactly. Throws ARGUMENT_INVALID, which names the field and never the value.
 */
export function parseStated({ coordinate, column }: VerifiableColumn, value: string, argument: string): Same {
  const name = toName(coordinate);
  const refuse = (reason: string, why: string): never => {
    throw new LienThongError('ARGUMENT_INVALID', `${name}: ${why}`, { argument, field: name, reason });
  };
  if (value.length > LONGEST) refuse('LENGTH', `a value has at most ${LONGEST} characters`);
  const { type } = column;
  if (type instanceof GraphQLScalarType) {
    const parsed = parseScalar(type, value, refuse);
    return (stored) => String(stored) === parsed;
  }
  if (isCodeTable(type)) {
    const codes = type as CodeTable;
    if (!Object.hasOwn(codes, value)) refuse('NOT_IN_ENUM', `it is none of ${Object.keys(codes).join(', ')}`);
    return (stored) => stored === codes[value];
  }
  if (type === Boolean) {
    if (value !== 'true' && value !== 'false') refuse('NOT_BOOLEAN', 'it is neither true nor false');
    return (stored) => String(stored) === value;
  }
  if (value.trim() === '') refuse('BLANK', 'it is blank');
  if (column.column === NAME_COLUMN) {
    const folded = foldName(value);
    return (stored) => foldName(String(stored)) === folded;
  }
  const composed = value.normalize('NFC');
  return (stored) => String(stored).normalize('NFC') === composed;
}

/** The value as its register writes it: the scalars of numbers take numbers, all others text. */
function parseScalar(type: GraphQLScalarType, value: string, refuse: (reason: string, why: string) => never): string {
  const isNumber = NUMBERS.has(type.name);
  if (isNumber && !/^-?[0-9]{1,16}$/.test(value)) refuse('NOT_WHOLE', 'it is no whole number');
  try {
    return String(type.parseValue(isNumber ? Number(value) : value));
  } catch (error) {
    if (!(error instanceof LienThongError)) return refuse('FORM', `it is no ${type.name}`);
    return refuse(String(error.details['reason']), error.message);
  }
}

const NUMBERS: ReadonlySet<string> = new Set(['Vnd', 'Int']);
