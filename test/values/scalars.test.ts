import {
  execute,
  GraphQLError,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  parse,
  validate,
  type GraphQLScalarType,
} from 'graphql';
import { LienThongError } from '../../src/errors';
import { SCALARS } from '../../src/values/scalars';
import { errorOf } from './reason-of';

const SCHEMA = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: Object.fromEntries(
      Object.entries(SCALARS).map(([name, type]) => [
        `ask${name}`,
        {
          type: GraphQLString,
          args: { value: { type } },
          resolve: (_root, { value }: { value?: unknown }) => JSON.stringify(value),
        },
      ]),
    ),
  }),
});

type ScalarName = keyof typeof SCALARS;

/** The first error of a field asked with a value as a literal, as validation reports it. */
function refuseLiteral(name: ScalarName, literal: string): GraphQLError | undefined {
  return validate(SCHEMA, parse(`{ ask${name}(value: ${literal}) }`))[0];
}

/** The first error of the same field asked with the value in a variable, as execution reports it. */
function refuseVariable(name: ScalarName, value: unknown): GraphQLError | undefined {
  const document = parse(`query Ask($value: ${name}) { ask${name}(value: $value) }`);
  const result = execute({ schema: SCHEMA, document, variableValues: { value } });
  if (result instanceof Promise) throw new Error('Nothing here waits.');
  return result.errors?.[0];
}

/** The refusal inside what graphql-js wraps around it. */
function origin(error: Error | undefined): LienThongError {
  let inner: unknown = error;
  while (inner instanceof GraphQLError) inner = inner.originalError;
  if (inner instanceof LienThongError) return inner;
  throw new Error('The refusal is not inside.');
}

describe('a value refused by a scalar', () => {
  test.each<[ScalarName, unknown, string]>([
    ['PersonalId', '003185012345', 'PROVINCE_UNASSIGNED'],
    ['PersonalId', '12345678901O', 'LETTER_O'],
    ['PersonalId', 4185012345, 'NOT_TEXT'],
    ['PersonalId', true, 'NOT_TEXT'],
    ['PersonalId', 1.5, 'NOT_TEXT'],
    ['PersonalId', ['004185012345'], 'NOT_TEXT'],
    ['PersonalId', {}, 'NOT_TEXT'],
    ['LegacyIdCardNumber', '08012345', 'LENGTH'],
    ['InsuranceNumber', '041234567', 'LENGTH'],
    ['HealthCardNumber', 'TE6040412345678', 'BENEFIT_LEVEL'],
    ['TaxCode', '4800000014', 'CHECK_DIGIT'],
    ['ProvinceCode', '03', 'PROVINCE_UNASSIGNED'],
    ['CommuneCode', '1', 'LEADING_ZERO_LOST'],
    ['Date', '2023-02-29', 'NOT_IN_CALENDAR'],
    ['Date', 20230228, 'NOT_TEXT'],
    ['DateTime', '2023-02-28', 'DATE_TIME_FORM'],
    ['Month', '2023-13', 'NOT_IN_CALENDAR'],
    ['Vnd', '100', 'NOT_NUMBER'],
    ['Vnd', 1.5, 'NOT_WHOLE'],
    ['Vnd', 9007199254740992, 'OUT_OF_BOUNDS'],
    ['Vnd', false, 'NOT_NUMBER'],
  ])('%s %p keeps its code, reason and sentence, as a literal and as a variable', (name, value, reason) => {
    const literal = origin(refuseLiteral(name, JSON.stringify(value)));
    const variable = origin(refuseVariable(name, value));
    expect([literal.code, literal.details]).toEqual(['ARGUMENT_INVALID', { reason }]);
    expect([variable.code, variable.details]).toEqual(['ARGUMENT_INVALID', { reason }]);
    expect(variable.message).toBe(literal.message);
  });

  test('a bare word is refused like any other kind that is not text', () => {
    expect(origin(refuseLiteral('PersonalId', 'WOMAN')).details).toEqual({ reason: 'NOT_TEXT' });
    expect(origin(refuseLiteral('Vnd', 'MUCH')).details).toEqual({ reason: 'NOT_NUMBER' });
  });

  test('graphql-js itself repeats the value around the refusal, which is why the server must mask its sentence', () => {
    expect(refuseVariable('PersonalId', '003185012345')?.message).toContain('003185012345');
    expect(origin(refuseVariable('PersonalId', '003185012345')).message).not.toContain('003185012345');
  });
});

describe('a value accepted by a scalar', () => {
  test.each<[ScalarName, unknown, unknown]>([
    ['PersonalId', '904185012345', '904185012345'],
    ['LegacyIdCardNumber', '080123456', '080123456'],
    ['InsuranceNumber', '04 1234 5678', '0412345678'],
    ['HealthCardNumber', 'DT2040499000017', 'DT2040499000017'],
    ['TaxCode', '4800000013-001', '4800000013-001'],
    ['ProvinceCode', '04', '04'],
    ['CommuneCode', '00001', '00001'],
    ['Date', '2024-02-29', '2024-02-29'],
    ['DateTime', '2023-12-31T17:00:00Z', '2023-12-31T17:00:00Z'],
    ['Month', '2023-12', '2023-12-01'],
    ['Vnd', -4680000, -4680000],
    ['Vnd', 9007199254740991, 9007199254740991],
  ])('%s %p reaches the resolver, as a literal and as a variable', (name, value, parsed) => {
    const scalar: GraphQLScalarType = SCALARS[name];
    expect(scalar.parseValue(value)).toBe(parsed);
    expect(refuseLiteral(name, JSON.stringify(value))).toBeUndefined();
    const document = parse(`{ ask${name}(value: ${JSON.stringify(value)}) }`);
    expect(execute({ schema: SCHEMA, document })).toEqual({ data: { [`ask${name}`]: JSON.stringify(parsed) } });
    expect(refuseVariable(name, value)).toBeUndefined();
  });
});

describe('what a register delivers', () => {
  test.each<[ScalarName, unknown, unknown]>([
    ['PersonalId', '18501234', '18501234'],
    ['Date', '1985-00-00', '1985-00-00'],
    ['DateTime', '2023-12-31T17:00:00Z', '2023-12-31T17:00:00Z'],
    ['Month', '2023-12-01', '2023-12'],
    ['Vnd', '41894000000000', 41894000000000],
    ['Vnd', '-9007199254740991', -9007199254740991],
    ['Vnd', '-0', 0],
    ['Vnd', 12n, 12],
    ['Vnd', 12, 12],
  ])('%s %p is answered as %p', (name, held, answered) => {
    const scalar: GraphQLScalarType = SCALARS[name];
    expect(scalar.serialize(held)).toBe(answered);
  });

  test.each<[ScalarName, unknown]>([
    ['PersonalId', 4185012345],
    ['Month', new Date(0)],
    ['Vnd', '9007199254740992'],
    ['Vnd', '1.5'],
    ['Vnd', ''],
    ['Vnd', true],
  ])('%s %p is refused as a value of the source', (name, held) => {
    const scalar: GraphQLScalarType = SCALARS[name];
    expect(errorOf(() => scalar.serialize(held)).code).toBe('SOURCE_VALUE_INVALID');
  });
});

test('every scalar is its own manual: named as in the schema, with an example and its reasons', () => {
  for (const [name, scalar] of Object.entries(SCALARS)) {
    expect(scalar.name).toBe(name);
    expect(scalar.description).toMatch(/reason/);
    expect(scalar.description).toMatch(/NOT_(TEXT|NUMBER)/);
  }
  expect(SCALARS.PersonalId.description).toContain('904185012345');
  expect(SCALARS.Date.specifiedByURL).toContain('rfc3339');
});
