import { newSeed } from './oracle.proof';
import { proveFaults } from './audit-faults.proof';

test('whatever happens to its database, the audit log never tells of a commit that did not happen', async () => {
  const seed = newSeed();
  const told = await proveFaults(3_000, seed, () => undefined);
  expect({ seed, ...told }).toMatchObject({ seed, lost: 0, unsettled: 0, broken: [] });
  expect(told.committed).toBeGreaterThan(0);
  expect(told.longestWait).toBeLessThan(2_000);
  expect(told.longestReturn).toBeLessThan(10_000);
}, 120_000);
