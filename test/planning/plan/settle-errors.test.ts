import fc from 'fast-check';
import { buildSchema, GraphQLError, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { AnswerText } from '../../../src/planning/plan/answer';
import { settleErrors } from '../../../src/planning/plan/settle-errors';

const schema = buildSchema(`
  type Query { a: Int, b: Int, list: [Thing!], loose: [Thing], thing: Thing }
  type Thing { x: Int, y: Int!, z: Int!, inner: Thing!, maybe: Thing }
`);

type Path = readonly (string | number)[];

/** Settles errors with these paths, written `list.0.y`; gives those that are left, in their order. */
function settle(text: string, data: unknown, ...paths: readonly string[]): readonly string[] {
  const document = parse(text);
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const toPath = (path: string): Path => path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  const errors = paths.map((path) => new GraphQLError(path, { path: toPath(path) }));
  const settled = settleErrors(schema, document, operation as OperationDefinitionNode, {}, data, errors);
  return settled.map(({ message }) => message);
}

test('errors stand in the order of their fields in the answer, not of the schema or of when they came', () => {
  const text = '{ b list { y x } a }';
  const data = {
    b: null,
    list: [
      { y: 1, x: null },
      { y: 1, x: null },
    ],
    a: null,
  };
  const settled = ['b', 'list.0.x', 'list.1.x', 'a'];
  expect(settle(text, data, 'a', 'list.1.x', 'list.0.x', 'b')).toEqual(settled);
  expect(settle(text, new AnswerText(JSON.stringify(data)), 'list.1.x', 'a', 'b', 'list.0.x')).toEqual(settled);
});

test('whatever order they come in', () => {
  const text = '{ b list { y x } a loose { x y } }';
  const things = Array.from({ length: 12 }, () => ({ y: 1, x: null }));
  const data = { b: null, list: things, a: null, loose: things };
  const inOrder = ['b', ...things.map((_, i) => `list.${i}.x`), 'a', ...things.map((_, i) => `loose.${i}.x`)];
  fc.assert(
    fc.property(fc.shuffledSubarray(inOrder, { minLength: 1 }), (some) => {
      expect(settle(text, data, ...some)).toEqual(inOrder.filter((path) => some.includes(path)));
    }),
  );
});

test('names of the answer, fragments and merged fields count as the answer has them', () => {
  const text = `{ q: b ...F thing { x } a } fragment F on Query { thing { p: maybe { x } } z: a }`;
  const data = { q: null, thing: { p: { x: null }, x: null }, z: null, a: null };
  expect(settle(text, data, 'a', 'z', 'thing.x', 'thing.p.x', 'q')).toEqual(['q', 'thing.p.x', 'thing.x', 'z', 'a']);
});

test('a null above a field that may not be null has one error: the first field that made it so', () => {
  expect(settle('{ thing { z y } }', { thing: null }, 'thing.y', 'thing.z')).toEqual(['thing.z']);
  expect(settle('{ thing { y z } }', { thing: null }, 'thing.z', 'thing.y')).toEqual(['thing.y']);
});

test('a field below a null that may be null itself did not make it so', () => {
  expect(settle('{ thing { x y } }', { thing: null }, 'thing.x', 'thing.y')).toEqual(['thing.y']);
  const deep = '{ thing { maybe { y } inner { maybe { y } y } } }';
  expect(settle(deep, { thing: null }, 'thing.maybe.y', 'thing.inner.maybe.y', 'thing.inner.y')).toEqual([
    'thing.inner.y',
  ]);
});

test('each null has an error of its own', () => {
  const text = '{ loose { y z } list { y z } }';
  const data = { loose: [null, { y: 1, z: 1 }, null], list: null };
  const paths = ['list.4.z', 'list.1.z', 'list.1.y', 'loose.2.z', 'loose.0.z', 'loose.0.y', 'loose.2.y'];
  expect(settle(text, data, ...paths)).toEqual(['loose.0.y', 'loose.2.y', 'list.1.y']);
});

test('an error at a null and one below it are two: the one at it was no consequence', () => {
  expect(settle('{ thing { x } a }', { thing: { x: null }, a: null }, 'a', 'thing.x')).toEqual(['thing.x', 'a']);
  expect(settle('{ a }', { a: null }, 'a', 'a')).toEqual(['a', 'a']);
});

test('an error without a place comes first, and one alone is left as it is', () => {
  const document = parse('{ a }');
  const operation = document.definitions[0] as OperationDefinitionNode;
  const [nowhere, there] = [new GraphQLError('nowhere'), new GraphQLError('there', { path: ['a'] })];
  const data = { a: null };
  expect(settleErrors(schema, document, operation, {}, data, [there, nowhere])).toEqual([nowhere, there]);
  expect(settleErrors(schema, document, operation, {}, data, [there])).toEqual([there]);
});
