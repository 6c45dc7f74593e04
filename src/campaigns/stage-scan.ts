import type { ClientBase } from 'pg';
import type { Campaign } from './campaign';
import { Counts } from './counts';
import { type NewFinding, writeFindings } from './new-findings';
import { readScanned } from './participant-row';
import { type Registers, scan } from './scan';
import { inStep, keepLease, type Unit } from './units';

/**
 * Scans a part: what comes in is its range of participants, what holds afterwards is that each of them has been counted once
 * and those with an anomaly in scope are findings. The part is written as a whole; one that was interrupted begins anew.
 */

/** Participants that are looked at together: so many keys go to a register in one array. */
const CHUNK = 4_000;

export async function scanPart(
  registers: Registers & { readonly gateway: ClientBase },
  campaign: Campaign,
  unit: Unit,
  pause: () => Promise<void>,
): Promise<Unit> {
  const { gateway, insurance } = registers;
  const { province, firstKey, lastKey } = unit;
  if (province === null || firstKey === null || lastKey === null)
    throw new RangeError('a part has a first and a last key');
  const counts = new Counts();
  const findings: NewFinding[] = [];
  let done = 0;
  let after: string | null = null;
  for (;;) {
    const rows = await readScanned(insurance, campaign.scope, {
      province,
      after,
      first: firstKey,
      last: lastKey,
      most: CHUNK,
    });
    findings.push(...(await scan(registers, campaign, rows, counts)));
    done += rows.length;
    if (rows.length < CHUNK) break;
    after = rows.at(-1)?.insuranceNumber ?? null;
    await keepLease(gateway, unit, { position: null, done });
    await pause();
  }
  return inStep(gateway, unit, { position: lastKey, done }, async () => {
    const place = { campaign: unit.campaign, part: unit.part, isHeld: !campaign.isDryRun };
    const elsewhere = await writeFindings(gateway, place, findings);
    for (const { participant } of elsewhere) counts.add(participant.province, participant.employer, 'ELSEWHERE');
    await counts.write(gateway, unit.campaign, unit.part);
  });
}
