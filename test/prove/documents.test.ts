import { getOperationAST, parse } from 'graphql';
import { DEFAULT_LIMITS, openReader } from '../../src/database/register-reader';
import { graphSchema } from '../../src/server/graph-schema';
import { WHOLE_GRAPH } from '../../src/planning/view/rules';
import { PlanCache } from '../../src/planning/plan/plan-cache';
import { openTestSite } from '../support/cluster';
import { freeDocument } from './free-documents';

test('documents that nobody has sent before are kept up to a bound, however many come', () => {
  const plans = new PlanCache(graphSchema(), WHOLE_GRAPH);
  for (let number = 0; number < 2_000; number += 1) {
    const text = freeDocument(number);
    const document = parse(text);
    plans.get({ document, operation: getOperationAST(document)!, documentHash: text, variables: {} });
  }
  expect(plans.size).toBeGreaterThan(800);
  expect(plans.size).toBeLessThan(1_400);
});

test('a connection that has prepared many statements ends, and the next one begins with none', async () => {
  const site = await openTestSite();
  const limits = { ...DEFAULT_LIMITS, connections: 1 };
  const reader = openReader(
    'insurance',
    () => site.reader('insurance'),
    () => undefined,
    limits,
  );
  const held: number[] = [];
  try {
    for (let number = 0; number < 250; number += 1) {
      const text = `select sum(length(statement))::text as letters from pg_prepared_statements -- ${'.'.repeat(2_000)}${number}`;
      for (let time = 0; time < 2; time += 1) {
        const { letters } = await reader.read({ name: `prepared_${number}`, text }, []);
        held.push(Number(letters));
      }
    }
  } finally {
    await reader.close();
    await site.close();
  }
  expect(Math.max(...held)).toBeGreaterThan(190_000);
  expect(Math.max(...held)).toBeLessThan(205_000);
  expect(held.filter((letters, i) => letters < (held[i - 1] ?? 0)).length).toBe(2);
});
