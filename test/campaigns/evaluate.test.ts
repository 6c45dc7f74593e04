import { openTestSite } from '../support/cluster';
import { evaluate } from './evaluate';
import { readNation } from './read-nation';

test('a nation is linked with hardly an error, by what is learnt of it alone', async () => {
  const site = await openTestSite();
  const nation = await readNation(site);
  await site.close();
  const groups = evaluate(nation);
  for (const [name, least] of [
    ['all', 0.93],
    ['anomalous', 0.8],
  ] as const) {
    const { participants, automatic, right, reviewable } = groups.get(name)!;
    expect(participants).toBeGreaterThan(1_000);
    // One in three thousand may be wrong: the nation is small, and nobody has chosen its seed for this.
    expect(automatic - right).toBeLessThanOrEqual(automatic / 3_000);
    expect(automatic / participants).toBeGreaterThanOrEqual(least);
    expect(reviewable / participants).toBeGreaterThanOrEqual(0.999);
  }
});
