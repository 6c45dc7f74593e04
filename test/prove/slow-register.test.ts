import { stopRegister } from './slow-register.proof';

test('a register that is stopped costs the other three no answer, and comes back by itself', async () => {
  const { rounds, harmed, foreign, slowestError, slowestReturn } = await stopRegister(1, 2_000, 2_000);
  expect(rounds).toHaveLength(1);
  expect({ harmed, foreign }).toEqual({ harmed: 0, foreign: 0 });
  expect(slowestError).toBeGreaterThan(0);
  expect(slowestReturn).toBeGreaterThan(0);
}, 120_000);
