import type { ClientBase } from 'pg';
import type { CorrectedRegister } from '../../database/roles';
import type { SettledOutcome } from '../corrections';

/** What a register was asked to change of a participant, and what it said. */
export interface KeptCorrection {
  readonly register: CorrectedRegister;
  readonly recordKey: string;
  readonly before: string | null;
  readonly after: string | null;
  /** yyyy-mm-dd */
  readonly verifiedOn: string | null;
  /** Null as long as it is not known. */
  readonly outcome: SettledOutcome | null;
  readonly settledAt: Date | null;
  /** When a campaign put the value there that this correction replaced; null for one that no campaign did. */
  readonly heldSince: Date | null;
}

/** The insurance register's first, then the cards', in the order in which they were settled. */
export async function readCorrections(
  client: ClientBase,
  campaign: string,
  insuranceNumber: string,
): Promise<readonly KeptCorrection[]> {
  const { rows } = await client.query<KeptCorrection>(
    `select c.register, c.record_key as "recordKey", c.id_before as before, c.id_after as after, c.verified_on::text as "verifiedOn",
            c.outcome, c.settled_at as "settledAt",
            (select max(e.settled_at) from campaign.correction e
              where e.insurance_number = c.insurance_number and e.register = c.register and e.record_key = c.record_key
                and e.outcome = 'APPLIED' and e.version < c.version) as "heldSince"
       from campaign.correction c
      where c.campaign = $1 and c.insurance_number = $2
      order by c.register desc, c.record_key, c.settled_at nulls last, c.version`,
    [campaign, insuranceNumber],
  );
  return rows;
}
