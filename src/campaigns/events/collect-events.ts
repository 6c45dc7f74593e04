import type { ClientBase } from 'pg';
import type { OnDatabase } from '../../agreements/disclosure-reader';
import type { SubjectTokens } from '../../audit/subject-token';
import type { CorrectedRegister } from '../../database/roles';
import { type AppliedCorrection, toCorrectionEvent } from './correction-event';

/**
 * Applied corrections are taken from a register's outbox: what comes in are those that nobody has been told of; what holds
 * afterwards is that each is one message in the gateway's database, with a delivery for each subscription, and is out of the
 * outbox. A message is committed before its correction leaves the outbox, and is known by the correction's number: whoever is
 * cut off in between finds the same corrections again and adds nothing.
 */

const UNTOLD = {
  name: 'events: untold',
  text: 'select correction, campaign, record_key, version, applied_at from correction.untold($1)',
};
const TOLD = { name: 'events: told', text: 'select correction.told($1) as told' };
/** In the order of the outbox, so that two who collect at once wait for one another and never in a circle. */
const COLLECT = {
  name: 'events: collect',
  text: `
    with made as (
      insert into campaign.event_message (message, register, subject, event)
      select message, $1, subject, event
        from unnest($2::uuid[], $3::text[], $4::text[]) with ordinality as e(message, subject, event, i) order by i
      on conflict do nothing returning message, place, subject)
    insert into campaign.delivery (subscription, message, place, subject)
    select s.subscription, m.message, m.place, m.subject
      from made m cross join campaign.subscription s where s.removed_at is null`,
};

/** So many corrections are on their way at a time. */
const BATCH = 200;

/** Takes over all that is in a register's outbox; `register` is connected to as its corrector. Gives how many there were. */
export async function collectEvents(
  register: CorrectedRegister,
  corrector: ClientBase,
  { onDatabase, tokens }: { readonly onDatabase: OnDatabase; readonly tokens: SubjectTokens },
): Promise<number> {
  for (let collected = 0; ;) {
    const { rows } = await corrector.query<AppliedCorrection>({ ...UNTOLD, values: [BATCH] });
    if (rows.length === 0) return collected;
    const events = rows.map((row) => toCorrectionEvent(register, row, tokens.hex(register, row.record_key)));
    const column = (of: (event: (typeof events)[number]) => string): readonly string[] => events.map(of);
    await onDatabase((client) =>
      client.query({
        ...COLLECT,
        values: [register, column(({ id }) => id), column(({ subject }) => subject), column((e) => JSON.stringify(e))],
      }),
    );
    const { rows: answer } = await corrector.query<{ told: string }>({ ...TOLD, values: [column(({ id }) => id)] });
    const told = Number(answer[0]?.told ?? 0);
    collected += told;
    // Another relay has the rest in hand.
    if (told < BATCH) return collected;
  }
}

/** For how many days messages are kept that nobody waits for. */
const KEPT_DAYS = 90;
const FORGET = `
  delete from campaign.event_message where message in (
    select m.message from campaign.event_message m
     where m.collected_at < now() - $1 * interval '1 day'
       and not exists (
         select from campaign.delivery d join campaign.subscription s using (subscription)
          where d.message = m.message and d.delivered_at is null and d.gave_up_at is null and s.removed_at is null)
     order by m.collected_at limit $2)`;
const FORGOTTEN_MOST = 1_000;

/** Forgets messages of more than 90 days ago that were delivered or given up everywhere. */
export async function forgetEvents(onDatabase: OnDatabase): Promise<void> {
  for (;;) {
    const { rowCount } = await onDatabase((client) => client.query(FORGET, [KEPT_DAYS, FORGOTTEN_MOST]));
    if (rowCount !== FORGOTTEN_MOST) return;
  }
}
