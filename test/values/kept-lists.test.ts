import fc from 'fast-check';
import { keepList, toParameter } from '../../src/values/kept-lists';
import { useGatewayWriter } from '../support/gateway-writer';

const writer = useGatewayWriter();

test('a list that is kept comes to the database as it is, whatever its texts hold', async () => {
  // PostgreSQL stores no zero and no half of a letter.
  const text = fc.string({ unit: 'binary', maxLength: 12 }).filter((each) => !each.includes('\0'));
  const marked = fc.oneof(fc.stringMatching(/^["\\{},' \n]{0,6}$/), fc.constantFrom('null', 'NULL'));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(text, marked)), async (list) => {
      const { rows } = await writer.client.query<{ sent: string[] }>('select $1::text[] as sent', [
        toParameter(keepList(list)),
      ]);
      expect(rows).toEqual([{ sent: list }]);
    }),
    { numRuns: 200 },
  );
});

test('a list is written once, and what is not kept is sent as it is', () => {
  const list = keepList(['01', '79']);
  expect(toParameter(list)).toBe('{"01","79"}');
  expect(toParameter(keepList(list))).toBe(toParameter(list));
  const other = ['01'];
  expect(toParameter(other)).toBe(other);
  expect([null, 7, 'text'].map(toParameter)).toEqual([null, 7, 'text']);
});
