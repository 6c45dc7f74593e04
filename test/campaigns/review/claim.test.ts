import type { Client } from 'pg';
import { claimFindings, extendClaim, listClaims, releaseClaims } from '../../../src/campaigns/review/claim';
import { useGatewayWriter } from '../../support/gateway-writer';
import { addFindings, makeReviewedCampaign, move, numbersOf } from './reviewed-campaign';

const database = useGatewayWriter();
let made = 0;

async function make(): Promise<string> {
  const id = `claimed-${(made += 1)}`;
  await makeReviewedCampaign(database.client, id);
  return id;
}

const addWaiting = (campaign: string, numbers: readonly string[]): Promise<void> =>
  addFindings(
    database.client,
    campaign,
    numbers.map((insuranceNumber) => ({ insuranceNumber })),
  );

const claim = async (
  campaign: string,
  reviewer: string,
  most: number,
  {
    on = database.client,
    provinces = null,
  }: { readonly on?: Client; readonly provinces?: readonly string[] | null } = {},
): Promise<readonly string[]> =>
  (await claimFindings(on, { campaign, reviewer, provinces, most, leaseSeconds: 60 })).map(
    ({ insuranceNumber }) => insuranceNumber,
  );

const runOut = (campaign: string): Promise<unknown> =>
  database.client.query(
    `update campaign.claim set until = clock_timestamp() - interval '1 second' where campaign = $1`,
    [campaign],
  );

test('the oldest findings come first; risky ones, sampled ones and the others take turns', async () => {
  const campaign = await make();
  const numbers = numbersOf(7);
  await addFindings(
    database.client,
    campaign,
    numbers.map((insuranceNumber, i) => ({
      insuranceNumber,
      sampled: i === 5,
      risks: i >= 6 ? ['SEX'] : [],
    })),
  );
  const [first, second, third, fourth] = [0, 1, 2, 3].map((i) => numbers[i]);
  expect(await claim(campaign, 'one', 4)).toEqual([numbers[6], numbers[5], first, second]);
  expect(await claim(campaign, 'two', 2)).toEqual([third, fourth]);
});

test('a call that is made again gives the same findings, held for as long again', async () => {
  const campaign = await make();
  await addWaiting(campaign, numbersOf(6));
  const first = await claimFindings(database.client, {
    campaign,
    reviewer: 'one',
    provinces: null,
    most: 3,
    leaseSeconds: 10,
  });
  const again = await claimFindings(database.client, {
    campaign,
    reviewer: 'one',
    provinces: null,
    most: 3,
    leaseSeconds: 60,
  });
  expect(again.map(({ insuranceNumber }) => insuranceNumber)).toEqual(
    first.map(({ insuranceNumber }) => insuranceNumber),
  );
  expect(Number(again[0]?.until) - Number(first[0]?.until)).toBeGreaterThan(40_000);
});

test('whoever asks again gets no more for a finding of theirs that another is looking at', async () => {
  const campaign = await make();
  const numbers = numbersOf(5);
  await addWaiting(campaign, numbers);
  const held = await claim(campaign, 'one', 3);
  const other = await database.connect();
  await other.query('begin');
  await other.query('select from campaign.finding where campaign = $1 and insurance_number = $2 for update', [
    campaign,
    held[0],
  ]);
  expect(await claim(campaign, 'one', 3)).toEqual(held);
  await other.query('rollback');
  expect(await claim(campaign, 'two', 3)).toHaveLength(2);
});

test('twenty reviewers at once share two hundred findings, and nobody holds another’s', async () => {
  const campaign = await make();
  const numbers = numbersOf(200);
  await addFindings(
    database.client,
    campaign,
    numbers.map((insuranceNumber, i) => ({ insuranceNumber, sampled: i % 7 === 0, risks: i % 5 === 0 ? ['SEX'] : [] })),
  );
  const connections = await Promise.all(Array.from({ length: 20 }, database.connect));
  const held = await Promise.all(
    connections.map(async (on, i) => {
      const own = new Set<string>();
      // Whoever is told of fewer while others are at it asks again.
      for (let round = 0; own.size < 10 && round < 50; round += 1) {
        for (const number of await claim(campaign, `reviewer ${i}`, 10, { on })) own.add(number);
      }
      return [...own];
    }),
  );
  expect(held.map((own) => own.length)).toEqual(Array.from({ length: 20 }, () => 10));
  expect(held.flat().sort()).toEqual(numbers);
  expect(await claim(campaign, 'late', 10)).toEqual([]);
});

test('a claim that ran out is anybody’s, and cannot be held for longer by whoever had it', async () => {
  const campaign = await make();
  const [number = ''] = numbersOf(1);
  await addFindings(database.client, campaign, [{ insuranceNumber: number }]);
  await claim(campaign, 'one', 1);
  expect(await claim(campaign, 'two', 1)).toEqual([]);
  expect(await extendClaim(database.client, { campaign, insuranceNumber: number, reviewer: 'one' }, 600)).toMatchObject(
    {
      ok: true,
    },
  );
  await runOut(campaign);
  expect(await listClaims(database.client, { campaign, reviewer: 'one' })).toEqual([]);
  expect(await claim(campaign, 'two', 1)).toEqual([number]);
  expect(await extendClaim(database.client, { campaign, insuranceNumber: number, reviewer: 'one' }, 600)).toEqual({
    ok: false,
    reason: 'CLAIM_LOST',
  });
  expect(await listClaims(database.client, { campaign, reviewer: 'two' })).toMatchObject([{ insuranceNumber: number }]);
});

test('what a reviewer lets go of is others’ at once, and their own last', async () => {
  const campaign = await make();
  const numbers = numbersOf(3);
  await addWaiting(campaign, numbers);
  expect(await claim(campaign, 'one', 1)).toEqual([numbers[0]]);
  expect(await releaseClaims(database.client, { campaign, reviewer: 'two' }, null)).toBe(0);
  expect(await releaseClaims(database.client, { campaign, reviewer: 'one' }, [numbers[0] ?? ''])).toBe(1);
  expect(await claim(campaign, 'one', 3)).toEqual([numbers[1], numbers[2], numbers[0]]);
  await releaseClaims(database.client, { campaign, reviewer: 'one' }, null);
  expect(await claim(campaign, 'two', 1)).toEqual([numbers[0]]);
});

test('a reviewer gets findings of the provinces in reach alone', async () => {
  const campaign = await make();
  const [here = '', there = ''] = numbersOf(2);
  await addFindings(database.client, campaign, [
    { insuranceNumber: here, province: '04' },
    { insuranceNumber: there, province: '79' },
  ]);
  expect(await claim(campaign, 'one', 10, { provinces: ['79'] })).toEqual([there]);
  expect(await claim(campaign, 'two', 10, { provinces: [] })).toEqual([]);
  expect(await claim(campaign, 'two', 10, { provinces: ['04', '79'] })).toEqual([here]);
});

test('nothing is reviewed in a campaign that is not in review', async () => {
  const campaign = await make();
  const [number = ''] = numbersOf(1);
  await addFindings(database.client, campaign, [{ insuranceNumber: number }]);
  await move(database.client, campaign, 'REVIEWING', 'CANCELLED');
  expect(await claim(campaign, 'one', 10)).toEqual([]);
});

test('only what waits for review is claimed', async () => {
  const campaign = await make();
  const states = ['FOUND', 'UNMATCHED', 'PROPOSED', 'ACCEPTED', 'PAPERS', 'APPLIED', 'CONFLICT', 'REJECTED'];
  await addFindings(
    database.client,
    campaign,
    numbersOf(states.length).map((insuranceNumber, i) => ({ insuranceNumber, state: states[i] ?? '' })),
  );
  expect(await claim(campaign, 'one', 100)).toEqual([]);
});
