import { buildSchema, GraphQLError, getVariableValues, Kind, parse, specifiedRules, validate } from 'graphql';
import { tellFault } from '../../src/server/fault-text';

const PERSON = 'Nguyen Van B 1980';
const schema = buildSchema(`
  enum Scheme { COMPULSORY VOLUNTARY UNKNOWN }
  input Filter { scheme: Scheme, area: String, parts: [Filter!], must: Int! = 1 }
  type Query { list(filter: Filter, first: Int, area: String, scheme: Scheme): Int }
`);

/** What a caller is told of a document and its variables. */
function tell(query: string, variables: Record<string, unknown> = {}): string[] {
  const document = toDocument(query);
  if (document instanceof GraphQLError) return [tellFault(document, document.message)];
  const faults = validate(schema, document, specifiedRules);
  const declared = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? (definition.variableDefinitions ?? []) : [],
  );
  const refused = faults.length > 0 ? faults : (getVariableValues(schema, declared, variables).errors ?? []);
  return refused.map((error) => tellFault(error, error.message));
}

function toDocument(query: string): ReturnType<typeof parse> | GraphQLError {
  try {
    return parse(query);
  } catch (error) {
    return error as GraphQLError;
  }
}

describe('a refused variable is told by its name, its place and the type, and no value', () => {
  const filter = 'query Q($f: Filter) { list(filter: $f) }';
  test.each([
    ['query Q($v: String) { list(area: $v) }', [`x; ${PERSON}`], 'Variable "$v": String does not take this value.'],
    ['query Q($v: Int) { list(first: $v) }', `x" at "v.b"; ${PERSON}`, 'Variable "$v": Int does not take this value.'],
    [filter, `; ${PERSON}`, 'Variable "$f": Filter does not take this value.'],
    [filter, { scheme: `a; ${PERSON}` }, 'Variable "$f" at "f.scheme": Scheme does not take this value.'],
    [filter, { scheme: [PERSON] }, 'Variable "$f" at "f.scheme": Scheme does not take this value.'],
    [
      filter,
      { scheme: 'COMPULSARY' },
      'Variable "$f" at "f.scheme": Scheme does not take this value. Did you mean the enum value "COMPULSORY" or "VOLUNTARY"?',
    ],
    [filter, { [`a; ${PERSON}`]: 1 }, 'Variable "$f": Filter has no field of this name.'],
    [
      filter,
      { [`a" is not defined by type "Filter". Did you mean ${PERSON}`]: 1 },
      'Variable "$f": Filter has no field of this name.',
    ],
    [filter, { shceme: PERSON }, 'Variable "$f": Filter has no field of this name. Did you mean "scheme"?'],
    [
      filter,
      { parts: [{}, { parts: [{ area: { [PERSON]: 1 } }] }] },
      'Variable "$f" at "f.parts[1].parts[0].area": String does not take this value.',
    ],
    [filter, { must: null }, 'Variable "$f" at "f.must": Int! does not take this value.'],
  ])('%s with %j', (query, value, told) => {
    const variables = query === filter ? { f: value } : { v: value };
    expect(tell(query, variables)).toEqual([told]);
  });
});

describe('a refused literal is told by the type, and no value', () => {
  test.each([
    [`{ list(first: "a; ${PERSON}") }`, 'Int does not take this value.'],
    [`{ list(scheme: "a; ${PERSON}") }`, 'Scheme does not take this value.'],
    ['{ list(scheme: NguyenVanB) }', 'Scheme does not take this value.'],
    [`{ list(filter: "a; ${PERSON}") }`, 'Filter does not take this value.'],
    [`{ list(filter: { must: null, area: "${PERSON}" }) }`, 'Int! does not take this value.'],
    [`{ list(area: ["${PERSON}"]) }`, 'String does not take this value.'],
    ['{ list(filter: { shceme: 1 }) }', 'Filter has no field of this name. Did you mean "scheme"?'],
    [`{ "${PERSON}" }`, 'Syntax Error: Expected Name, found String.'],
    [`{ list(area: NguyenVanB NguyenVanC) }`, 'Syntax Error: Expected ":", found ")".'],
  ])('%s', (query, told) => {
    expect(tell(query)).toEqual([told]);
  });
});

test('names of the document are told, at most 500 characters of them', () => {
  expect(tell('{ lst }')).toEqual(['Cannot query field "lst" on type "Query". Did you mean "list"?']);
  expect(tell(`{ x${'y'.repeat(60_000)} }`)[0]?.length).toBeLessThan(520);
});
