import { consultOracle } from '../planning/oracle/oracle';

const OPERATIONS = 400;

test('plan and reference path answer random operations alike, byte for byte', async () => {
  const seed = Number(process.env['ORACLE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  const report = await consultOracle(Number(process.env['ORACLE_N'] ?? OPERATIONS), seed);
  console.log(JSON.stringify({ ...report, failure: undefined }, null, 1));
  expect(report.failure).toBeNull();
}, 600_000);
