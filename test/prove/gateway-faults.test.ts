import { proveGatewayFaults } from './gateway-faults.proof';
import { newSeed } from './oracle.proof';

test('whatever happens to the gateway’s own database, nobody is told of a person without a record', async () => {
  const seed = newSeed();
  const proven = await proveGatewayFaults({
    requests: 1_000,
    citizens: 1_000,
    clients: 16,
    thinking: 60,
    pace: { resting: [0, 100], failing: [200, 1_100] },
    durable: false,
    seed,
    tell: () => undefined,
  });
  expect({ seed, ...proven }).toMatchObject({ seed, unrecorded: [], foreign: [], broken: [] });
  expect(Object.keys(proven.faults).sort()).toEqual([...proven.possible].sort());
  expect(proven.answered).toBeGreaterThan(300);
  expect(proven.refused).toBeGreaterThan(0);
  // Two seconds where nothing else runs, as the proof in full asks for; here other tests take the processors meanwhile.
  expect(proven.longestRefusal).toBeLessThan(3_500);
  expect(proven.longestReturn).toBeLessThan(10_000);
}, 120_000);
