import { proveCorrections } from './corrections.proof';

jest.setTimeout(240_000);

test('corrections are applied exactly once, whatever happens to workers and connections', async () => {
  const proof = await proveCorrections({
    citizens: 2_000,
    kills: 8,
    cuts: 6,
    zombies: 2,
    appliedTogether: 10,
    pauseMs: 150,
  });
  expect(proof).toMatchObject({ kills: 8, zombies: 2, wrong: 0, lost: 0, doubled: 0, overwritten: 0 });
  expect(proof.cuts).toBeGreaterThanOrEqual(6);
  expect(proof.corrections).toBeGreaterThan(300);
  expect(proof.kept).toBe(proof.foreign);
  expect(proof.foreign).toBeGreaterThan(0);
});
