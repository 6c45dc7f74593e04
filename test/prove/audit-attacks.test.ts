import { proveAudit } from './audit-attacks.proof';
import { newSeed } from './oracle.proof';

test('attacks on the audit log are found, clean logs are whole, and a long one is verified', async () => {
  const seed = newSeed();
  const numbers = { attacks: 100, cleanLogs: 30, records: 5_000, seed };
  const { missed, alarms, milliseconds } = await proveAudit(numbers, () => undefined);
  expect({ seed, missed, alarms }).toEqual({ seed, missed: [], alarms: 0 });
  expect(milliseconds).toHaveLength(3);
}, 120_000);
