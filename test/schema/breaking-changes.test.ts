import { findUndeclaredBreaks, readDeclaredBreaks } from './breaking-changes';
import { findSchemaVersions } from './versions';

test('no version of the schema breaks with the one before it, unless the break is declared with its reason', async () => {
  const versions = findSchemaVersions();
  const declared = readDeclaredBreaks();
  const breaks = await Promise.all(
    versions.slice(1).map((after, i) => findUndeclaredBreaks(versions[i] ?? after, after, declared)),
  );
  expect(breaks.flat()).toEqual([]);
});

describe('a change of the schema', () => {
  const before = 'type Query { participant(insuranceNumber: ID!): String, province(code: ID!): String }';

  test('breaks when a field goes or an argument becomes required', async () => {
    const after = 'type Query { participant(insuranceNumber: ID!, on: Int!): String }';
    expect(await findUndeclaredBreaks(before, after, [])).toEqual([
      "Field 'province' was removed from object type 'Query'",
      "Argument 'on: Int!' added to field 'Query.participant'",
    ]);
  });

  test('does not break when a field or an optional argument comes', async () => {
    const after = `type Query {
      participant(insuranceNumber: ID!, on: Int): String, province(code: ID!): String, provinces: [String!]
    }`;
    expect(await findUndeclaredBreaks(before, after, [])).toEqual([]);
  });

  test('that is declared in its own words passes, and no other with it', async () => {
    const change = "Field 'province' was removed from object type 'Query'";
    const declared = [{ change, reason: 'provinces(on:) gives the same' }];
    const after = 'type Query { participant(insuranceNumber: Int!): String }';
    const undeclared = await findUndeclaredBreaks(before, after, declared);
    expect(undeclared).toHaveLength(1);
    expect(undeclared[0]).toContain("'insuranceNumber'");
  });
});
