import { Client } from 'pg';
import {
  applyCampaign,
  cancelCampaign,
  finishCampaign,
  revertCampaign,
  startCampaign,
} from '../../src/campaigns/actions';
import { createCampaign, getCampaign } from '../../src/campaigns/campaign-store';
import type { PlannedCorrection } from '../../src/campaigns/corrections';
import { parseCampaign } from '../../src/campaigns/parse-campaign';
import { openWorker, type Worker } from '../../src/campaigns/worker';
import { checksumNation } from '../../src/demo/checksum';
import type { CampaignState } from '../../src/campaigns/campaign';
import { STORED_DATABASES } from '../../src/database/roles';
import { silent } from '../support/cluster';
import { openOwnNation, type OwnNation } from '../support/own-nation';
import { withClient } from '../support/scratch-register';

jest.setTimeout(180_000);

let nation: OwnNation;
let client: Client;
let worker: Worker;
const recorded: PlannedCorrection[] = [];

beforeAll(async () => {
  nation = await openOwnNation({ citizens: 3_000 });
  client = new Client(nation.site.writer());
  await client.connect();
  worker = openWorker({
    site: nation.site,
    log: silent,
    record: (_campaign, applied) => {
      recorded.push(...applied);
      return Promise.resolve();
    },
  });
});
afterAll(async () => {
  await worker.close();
  await client.end();
  await nation.close();
});

const ACTOR = 'test hq-officer';

/** Works until a campaign is in a state. */
async function workUntil(id: string, state: CampaignState): Promise<void> {
  await worker.work(async () => (await getCampaign(client, id)).state === state);
}

async function countStates(id: string): Promise<Readonly<Record<string, number>>> {
  const { rows } = await client.query<{ state: string; count: number }>(
    'select state, count(*)::int as count from campaign.finding where campaign = $1 group by 1 order by 1',
    [id],
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

const checksums = (): ReturnType<typeof checksumNation> =>
  checksumNation(
    Object.fromEntries(STORED_DATABASES.map((name) => [name, nation.site.owner(name)])) as Parameters<
      typeof checksumNation
    >[0],
  );

/** The share of participants whose ID is that of a citizen. */
async function joined(): Promise<number> {
  const ids = await withClient(nation.site.owner('insurance'), async (insurance) => {
    const { rows } = await insurance.query<{ id: string | null }>('select personal_id as id from share.participant');
    return rows.map(({ id }) => id);
  });
  const citizens = await withClient(nation.site.owner('population'), async (population) => {
    const { rows } = await population.query<{ id: string }>('select personal_id as id from share.citizen');
    return new Set(rows.map(({ id }) => id));
  });
  return ids.filter((id) => id !== null && citizens.has(id)).length / ids.length;
}

/** More cards of one participant than are corrected at a time. */
const CARDS = 1_100;

/** Gives cards without an ID to a participant whose correction a campaign proposes. */
async function addCards(id: string): Promise<void> {
  const { rows } = await client.query<{ insurance_number: string }>(
    `select insurance_number from campaign.finding where campaign = $1 and state = 'PROPOSED' order by 1 limit 1`,
    [id],
  );
  await withClient(nation.site.owner('health'), (health) =>
    health.query(
      `insert into register.card (card_number, insurance_number, full_name, birth_date_precision, object_group, benefit_level,
           issuing_province_code, issuing_province_valid_from, valid_from, valid_to, recorded_on)
       select object_group || 1 + i / 676 || '01' || $1, $1, 'Trần Thị Bình', 'Y', object_group, 1, '01', '2020-01-01', '2020-01-01',
              '2020-12-31', '2020-01-01'
         from generate_series(0, $2::integer - 1) as i
        cross join lateral (select chr(65 + i / 26 % 26) || chr(65 + i % 26) as object_group) of`,
      [rows[0]?.insurance_number, CARDS],
    ),
  );
}

test('a campaign finds, matches, applies and is taken back', async () => {
  const joinedBefore = await joined();
  const campaign = parseCampaign({ id: 'spring' });
  await createCampaign(client, campaign, { actor: ACTOR });
  await startCampaign(client, 'spring', ACTOR);
  await workUntil('spring', 'REVIEWING');
  const found = await countStates('spring');
  expect(found).toMatchObject({ PROPOSED: expect.any(Number) as number, POSSIBLE: expect.any(Number) as number });
  const { rows: counts } = await client.query<{ all: number; valid: number }>(
    `select (sum(participants) filter (where anomaly = 'ALL'))::int as all,
            (sum(participants) filter (where anomaly = 'VALID'))::int as valid from campaign.count where campaign = 'spring'`,
  );
  const findings = Object.values(found).reduce((sum, count) => sum + count, 0);
  expect((counts[0]?.valid ?? 0) + findings).toBe(counts[0]?.all);

  await addCards('spring');
  const before = await checksums();
  await applyCampaign(client, 'spring', ACTOR);
  await workUntil('spring', 'REVIEWING');
  const applied = await countStates('spring');
  expect(applied).toMatchObject({ APPLIED: found['PROPOSED'] });
  expect(applied['PROPOSED']).toBeUndefined();
  expect(recorded.filter(({ register }) => register === 'insurance')).toHaveLength(found['PROPOSED'] ?? 0);
  expect(recorded.filter(({ register }) => register === 'health').length).toBeGreaterThanOrEqual(CARDS);
  expect(await joined()).toBeGreaterThan(joinedBefore);
  expect(await checksums()).not.toEqual(before);

  await finishCampaign(client, 'spring', ACTOR);
  await revertCampaign(client, 'spring', { actor: ACTOR, as: 'spring-back' });
  await startCampaign(client, 'spring-back', ACTOR);
  await workUntil('spring-back', 'REVIEWING');
  await applyCampaign(client, 'spring-back', ACTOR);
  await workUntil('spring-back', 'FINISHED');
  expect(await countStates('spring-back')).toEqual({ APPLIED: found['PROPOSED'] });
  expect(await checksums()).toEqual(before);
});

/** Begins a campaign and has it look at everybody. */
async function scanAll(id: string, { isDryRun = false } = {}): Promise<void> {
  await createCampaign(client, parseCampaign({ id, isDryRun }), { actor: ACTOR });
  await startCampaign(client, id, ACTOR);
  await workUntil(id, 'REVIEWING');
}

async function numbersIn(id: string, condition = 'true'): Promise<readonly string[]> {
  const { rows } = await client.query<{ number: string }>(
    `select insurance_number as number from campaign.finding where campaign = $1 and ${condition} order by 1`,
    [id],
  );
  return rows.map(({ number }) => number);
}

async function inHandOf(id: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ number: string }>(
    'select insurance_number as number from campaign.holding where campaign = $1 order by 1',
    [id],
  );
  return rows.map(({ number }) => number);
}

test('whom a campaign has in hand no other takes up, until they are settled or it ends', async () => {
  await scanAll('autumn');
  const [found, confirmed] = [await numbersIn('autumn'), await numbersIn('autumn', `state = 'CONFIRMED'`)];
  const inHand = found.filter((number) => !confirmed.includes(number));
  expect(await inHandOf('autumn')).toEqual(inHand);
  expect(inHand.length).toBeGreaterThan(0);

  await scanAll('trial', { isDryRun: true });
  expect(await numbersIn('trial')).toEqual(found);
  expect(await inHandOf('trial')).toEqual([]);
  await scanAll('winter');
  expect(await numbersIn('winter')).toEqual(confirmed);
  const { rows } = await client.query<{ elsewhere: number }>(
    `select sum(participants)::int as elsewhere from campaign.count where campaign = 'winter' and anomaly = 'ELSEWHERE'`,
  );
  expect(rows[0]?.elsewhere).toBe(inHand.length);

  const [changed] = await numbersIn('autumn', `state = 'PROPOSED'`);
  await withClient(nation.site.owner('insurance'), (insurance) =>
    insurance.query('update register.participant set version = version + 1 where insurance_number = $1', [changed]),
  );
  await applyCampaign(client, 'autumn', ACTOR);
  await workUntil('autumn', 'REVIEWING');
  const applied = await numbersIn('autumn', `state = 'APPLIED'`);
  expect(await numbersIn('autumn', `state = 'POSSIBLE'`)).toContain(changed);
  expect(await inHandOf('autumn')).toEqual(inHand.filter((number) => !applied.includes(number)));

  await cancelCampaign(client, 'autumn', { actor: ACTOR, reason: 'enough for this year' });
  expect(await inHandOf('autumn')).toEqual([]);
});

test.each([
  ['finding', ['campaign', 'employer', 'insurance_number', 'part', 'proposed_id', 'province', 'waits']],
  ['correction', ['campaign', 'correction', 'insurance_number', 'part']],
])('no index of a %s asks for what changes when it is settled', async (table, asked) => {
  const { rows } = await client.query<{ asked: string[] }>(
    `with indexes as (select indexrelid, indrelid, indkey from pg_index where indrelid = $1::regclass)
     select array_agg(distinct attname::text order by attname::text) as asked
       from indexes join pg_attribute on attrelid = indrelid
      where attnum = any(indkey::smallint[])
         or exists (select from pg_depend where objid = indexrelid and refobjid = indrelid and refobjsubid = attnum)`,
    [`campaign.${table}`],
  );
  expect(rows[0]?.asked).toEqual(asked);
});
