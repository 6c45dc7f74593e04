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

test('a list that is kept is written once, any other as it is then, and what is no list is sent as it is', () => {
  const [kept, other] = [keepList(['01', '79']), ['01']];
  expect([kept, other].map(toParameter)).toEqual(['{"01","79"}', '{"01"}']);
  for (const list of [kept, other]) (list as string[]).push('92');
  expect([keepList(kept), other].map(toParameter)).toEqual(['{"01","79"}', '{"01","92"}']);
  expect([null, 7, 'text'].map(toParameter)).toEqual([null, 7, 'text']);
});
