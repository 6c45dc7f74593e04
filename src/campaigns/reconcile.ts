import type { ClientBase } from 'pg';
import { CORRECTED_REGISTERS, type CorrectedRegister } from '../database/roles';
import { type SettledOutcome, settleCorrections } from './corrections';
import { LET_GO } from './holdings';
import type { CorrectionWay } from './send-corrections';
import { keepLease, leaseOf, type Unit } from './units';

/**
 * Holds what the gateway has written down of corrections against what the registers say became of them: as many are applied
 * here as there, and they are the same ones.
 */

interface Reconciled {
  readonly gateway: ClientBase;
  readonly ways: Readonly<Record<CorrectedRegister, CorrectionWay>>;
}

const CHUNK = 5_000;

/** What is written down here and what a register says do not agree. */
export class NotReconciled extends Error {
  override readonly name = 'NotReconciled';
}

/** Throws NotReconciled with how many corrections of a part differ, of which register. */
export async function reconcilePart({ gateway, ways }: Reconciled, unit: Unit): Promise<void> {
  for (const register of CORRECTED_REGISTERS) {
    for await (const corrections of readPart(gateway, unit, register)) {
      const said = await ways[register].outcomes(corrections.map(({ correction }) => correction));
      const differing = corrections.filter(
        ({ correction, outcome }) => (outcome === 'APPLIED') !== (said.get(correction) === 'APPLIED'),
      );
      if (differing.length > 0) {
        throw new NotReconciled(`${differing.length} corrections of ${register} are not what the register says`);
      }
      await keepLease(gateway, unit, unit);
    }
  }
}

interface Written {
  readonly correction: string;
  readonly outcome: SettledOutcome | null;
}

async function* readPart(
  gateway: ClientBase,
  { campaign, part }: Pick<Unit, 'campaign' | 'part'>,
  register: CorrectedRegister,
): AsyncGenerator<readonly Written[]> {
  let after: string | null = null;
  for (;;) {
    const { rows }: { rows: Written[] } = await gateway.query<Written>({
      name: 'campaign: corrections of a part',
      text: `select correction, outcome from campaign.correction
              where campaign = $1 and part = $2 and register = $3 and ($4::uuid is null or correction > $4)
              order by correction limit $5`,
      values: [campaign, part, register, after, CHUNK],
    });
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.correction;
  }
}

/**
 * Finds out what became of corrections that were under way when a campaign was cancelled. Whoever still has one in hand is
 * refused by the registers from here on; what never came to them is withdrawn.
 */
export async function settleCancelled({ gateway, ways }: Reconciled): Promise<void> {
  const { rows } = await gateway.query<{ campaign: string; part: number }>(
    `select u.campaign, u.part from campaign.unit u join campaign.campaign c using (campaign)
      where c.state = 'CANCELLED' and u.stage = 'APPLY' and u.finished_at is null
        and exists (select from campaign.correction k
                     where k.campaign = u.campaign and k.part = u.part and k.outcome is null)`,
  );
  for (const { campaign, part } of rows) {
    const { rows: fences } = await gateway.query<{ fence: string }>(
      `update campaign.unit set fence = fence + 1 where campaign = $1 and stage = 'APPLY' and part = $2 returning fence`,
      [campaign, part],
    );
    const holder = {
      campaign,
      lease: leaseOf({ campaign, stage: 'APPLY', part }),
      fence: Number(fences[0]?.fence ?? 0),
    };
    for (const register of CORRECTED_REGISTERS) {
      await ways[register].apply(holder, []);
      for await (const written of readPart(gateway, { campaign, part }, register)) {
        const open = written.filter(({ outcome }) => outcome === null).map(({ correction }) => correction);
        if (open.length === 0) continue;
        const said = await ways[register].outcomes(open);
        await settleCorrections(gateway, new Map(open.map((id) => [id, said.get(id) ?? ('WITHDRAWN' as const)])));
      }
    }
    await gateway.query(
      `with settled as (
         update campaign.finding f set state = 'APPLIED', settled_at = clock_timestamp()
          where f.campaign = $1 and f.part = $2 and f.state in ('PROPOSED', 'ACCEPTED')
            and exists (select from campaign.correction c where c.campaign = f.campaign and c.register = 'insurance'
                         and c.insurance_number = f.insurance_number and c.outcome = 'APPLIED')
         returning f.insurance_number) ${LET_GO}`,
      [campaign, part],
    );
  }
}
