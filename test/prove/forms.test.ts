import type { Site } from '../../src/database/site';
import { openTestSite } from '../support/cluster';
import { proveForms } from './forms.proof';
import { newSeed } from './oracle.proof';

let site: Site;

beforeAll(async () => {
  site = await openTestSite();
});
afterAll(() => site.close());

test('every line of returned files is accounted for, and none is taken twice', async () => {
  const seed = newSeed();
  const tell = (): void => undefined;
  const { differences, unaccounted, doubled, accepted, refused } = await proveForms(site, {
    ...{ files: 60, large: 1, lines: 3_000, seed, tell },
  });
  expect({ seed, differences, unaccounted, doubled }).toEqual({ seed, differences: [], unaccounted: 0, doubled: 0 });
  expect(Math.min(accepted, refused)).toBeGreaterThan(100);
}, 120_000);
