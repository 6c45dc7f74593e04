import { proveInSmall } from './quota.proof';

test('gateways that are killed while they answer never disclose more people together than the quota holds', async () => {
  const proven = await proveInSmall();
  expect(proven).toMatchObject({ requests: 400, foreign: 0, unrecorded: 0, counted: proven.recorded });
  expect(proven.kills).toBeGreaterThan(0);
  expect(proven.refused).toBeGreaterThan(0);
  expect(proven.received).toBeLessThanOrEqual(proven.recorded);
  // Requests of up to four people leave at most three places that none of them fits into; here some of one person come.
  expect(proven.counted).toBe(75);
}, 120_000);
