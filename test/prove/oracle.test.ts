import { findRare } from '../planning/oracle/features';
import { openOracle } from '../planning/oracle/oracle';
import { newSeed } from './oracle.proof';

const OPERATIONS = 250;

test('plan and reference path answer random operations alike, byte for byte', async () => {
  const seed = newSeed();
  const oracle = await openOracle();
  try {
    const { tally, difference } = await oracle.consult(OPERATIONS, seed);
    if (difference) throw new Error(difference.description);
    const { operations, declared, covered, features } = tally;
    const rare = findRare(features, operations);
    expect({ seed, operations, covered, rare }).toEqual({ seed, operations: OPERATIONS, covered: declared, rare: [] });
  } finally {
    await oracle.close();
  }
}, 600_000);
