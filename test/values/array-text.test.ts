import fc from 'fast-check';
import { type ArrayItem, toArrayText } from '../../src/values/array-text';
import { useGatewayWriter } from '../support/gateway-writer';

const writer = useGatewayWriter();

async function sent(type: string, items: readonly ArrayItem[]): Promise<unknown> {
  const { rows } = await writer.client.query<{ sent: unknown }>(`select $1::${type}[] as sent`, [toArrayText(items)]);
  return rows[0]?.sent;
}

test('texts come to the database as they are, whatever they hold, and where there is none', async () => {
  // PostgreSQL stores no zero and no half of a letter.
  const text = fc.string({ unit: 'binary', maxLength: 12 }).filter((each) => !each.includes('\0'));
  const marked = fc.oneof(fc.stringMatching(/^["\\{},' \n]{0,6}$/), fc.constantFrom('null', 'NULL'));
  const lists = fc.oneof(fc.array(fc.oneof(text, marked)), fc.array(fc.oneof(text, marked, fc.constant(null))));
  await fc.assert(
    fc.asyncProperty(lists, async (list) => expect(await sent('text', list)).toEqual(list)),
    { numRuns: 300 },
  );
});

test('numbers and truth values are what they were', async () => {
  expect(await sent('float8', [1, -2.5, null, 1e21])).toEqual([1, -2.5, null, 1e21]);
  expect(await sent('boolean', [true, null, false])).toEqual([true, null, false]);
  expect(await sent('text', [])).toEqual([]);
});
