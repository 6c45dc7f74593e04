import { setTimeout as delay } from 'node:timers/promises';
import type { ClientBase } from 'pg';

/**
 * Who waits for an answer comes before a campaign: gateways note that they are asked, workers see it between two steps and rest
 * three times as long as the step took.
 */

/** Notes that a gateway, by a UUID of its own, was asked something; to be called once a second at most. */
export async function noteDemand(client: ClientBase, gateway: string): Promise<void> {
  await client.query({
    name: 'campaign: note demand',
    text: `with gone as (delete from campaign.demand where asked_at < clock_timestamp() - interval '1 day')
           insert into campaign.demand (gateway, asked_at) values ($1, clock_timestamp())
           on conflict (gateway) do update set asked_at = excluded.asked_at`,
    values: [gateway],
  });
}

/** Gateways note demand once a second. */
const RECENT = '2 seconds';
const REST = 3;
const REST_MOST_MS = 5_000;

/** Gives a function that is called after each step, and waits while there is demand. */
export function yieldToDemand(client: ClientBase): () => Promise<void> {
  let begun = performance.now();
  return async () => {
    const { rows } = await client.query<{ is_asked: boolean }>({
      name: 'campaign: demand',
      text: `select exists (select from campaign.demand where asked_at > clock_timestamp() - interval '${RECENT}') as is_asked`,
    });
    if (rows[0]?.is_asked) await delay(Math.min(REST_MOST_MS, REST * (performance.now() - begun)));
    begun = performance.now();
  };
}
