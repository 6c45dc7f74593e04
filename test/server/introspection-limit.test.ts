import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, getIntrospectionQuery, type GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { LienThongError } from '../../src/errors';
import { introspectionLimit } from '../../src/server/introspection-limit';

let schema: GraphQLSchema;
beforeAll(() => {
  schema = buildSchema(readFileSync(join(__dirname, '..', '..', 'schema', 'graph.graphql'), 'utf8'));
});

/** The reasons why a document is refused, one for each refusal. */
function refusals(query: string): unknown[] {
  return validate(schema, parse(query), [introspectionLimit(200)]).map(({ originalError }: GraphQLError) =>
    originalError instanceof LienThongError ? originalError.details['reason'] : originalError,
  );
}

test('the introspection of graphql-js passes with all its options', () => {
  const all = {
    descriptions: true,
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
    experimentalDirectiveDeprecation: false,
    oneOf: true,
    typeDepth: 20,
  };
  expect(refusals(getIntrospectionQuery(all))).toEqual([]);
  expect(refusals('{ __typename __type(name: "Participant") { name fields { name } } }')).toEqual([]);
});

test('other names and many fields outside introspection are nobody’s concern', () => {
  const many = Array.from({ length: 300 }, (_, i) => `a${i}: __typename`).join(' ');
  expect(refusals(`{ ${many} }`)).toEqual([]);
});

test.each([
  ['a field under 600 names', `{ __schema { types { fields { type { ${times(600, 'description')} } } } } }`],
  ['all types under two names', '{ __schema { a: types { name } b: types { name } } }'],
  ['the schema under two names', '{ a: __schema { types { name } } b: __schema { types { name } } }'],
  ['another name in a fragment', '{ __schema { types { ...T } } } fragment T on __Type { b: description }'],
  ['201 fields', `{ __schema { types { ${'name '.repeat(199)} } } }`],
])('%s is too wide', (_what, query) => {
  expect(refusals(query)).toEqual(['INTROSPECTION_TOO_WIDE']);
});

function times(count: number, field: string): string {
  return Array.from({ length: count }, (_, i) => `a${i}: ${field}`).join(' ');
}
