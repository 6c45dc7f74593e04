/** Which participants campaigns have in hand: from when they are found until it is settled what becomes of them. */

/**
 * Lets participants go: a statement's end, after a common table expression `settled` of their `insurance_number`s. `$1` is
 * the campaign.
 */
export const LET_GO = `
  delete from campaign.holding h using settled s where h.insurance_number = s.insurance_number and h.campaign = $1`;

/**
 * Takes participants up: a common table expression `held` of the `insurance_number`s of those in `asked` whom no campaign has in
 * hand. They are taken in their order, so that no two campaigns wait for each other. `$1` is the campaign.
 */
export const TAKE_UP = `held as (
        insert into campaign.holding (insurance_number, campaign)
        select distinct a.number, $1 from asked a order by a.number on conflict do nothing returning insurance_number)`;
