import { Client } from 'pg';
import { claimFindings } from '../../../src/campaigns/review/claim';
import { decideFinding } from '../../../src/campaigns/review/decide';
import type { ReviewDecision } from '../../../src/campaigns/review/settle';
import { reviewerAgreement, workload } from '../../../src/campaigns/review/workload';
import type { Site } from '../../../src/database/site';
import { openTestSite } from '../../support/cluster';
import { addFindings, makeReviewedCampaign, numbersOf } from './reviewed-campaign';

const CHOSEN = '904185000001';
const CAMPAIGN = 'workload';
const numbers = numbersOf(10);

let site: Site;
let client: Client;

async function say(reviewer: string, insuranceNumber: string, decision: ReviewDecision): Promise<void> {
  await claimFindings(client, { campaign: CAMPAIGN, reviewer, provinces: null, most: 100, leaseSeconds: 60 });
  const chosenId = decision === 'ACCEPT' ? CHOSEN : null;
  const said = { insuranceNumber, reviewer, decision, chosenId, reason: 'seen', isKnown: true, risks: [], holders: [] };
  expect(await decideFinding(client, { campaign: CAMPAIGN, ...said })).toMatchObject({ ok: true });
  await client.query('delete from campaign.claim where campaign = $1', [CAMPAIGN]);
}

beforeAll(async () => {
  site = await openTestSite();
  client = new Client(site.writer());
  await client.connect();
  await makeReviewedCampaign(client, CAMPAIGN);
  await addFindings(
    client,
    CAMPAIGN,
    numbers.map((insuranceNumber, i) => ({
      insuranceNumber,
      province: i < 6 ? '04' : '79',
      risks: i < 4 || i === 6 ? ['SEX'] : [],
    })),
  );
  const [a = '', b = '', c = '', d = '', e = '', , g = '', h = ''] = numbers;
  for (const number of [a, b, c]) await say('one', number, 'ACCEPT');
  for (const number of [a, b]) await say('two', number, 'ACCEPT');
  await say('two', c, 'REJECT');
  await say('one', d, 'REJECT');
  await say('two', e, 'PAPERS');
  await say('two', g, 'REJECT');
  await say('one', h, 'PAPERS');
  await claimFindings(client, { campaign: CAMPAIGN, reviewer: 'three', provinces: ['79'], most: 2, leaseSeconds: 60 });
});
afterAll(async () => {
  await client.end();
  await site.close();
});

test('what waits, is held and was settled is counted by province, and by reviewer what each decided', async () => {
  expect(await workload(client, CAMPAIGN)).toEqual({
    provinces: [
      { province: '04', waiting: 3, halfDecided: 2, claimed: 0, decided: 3 },
      { province: '79', waiting: 1, halfDecided: 1, claimed: 2, decided: 1 },
    ],
    reviewers: [
      { reviewer: 'one', accepted: 3, rejected: 1, papers: 1, claimed: 0 },
      { reviewer: 'two', accepted: 2, rejected: 2, papers: 1, claimed: 0 },
      { reviewer: 'three', accepted: 0, rejected: 0, papers: 0, claimed: 2 },
    ],
  });
});

test('of one province nothing of another is counted', async () => {
  const { provinces, reviewers } = await workload(client, CAMPAIGN, ['79']);
  expect(provinces).toEqual([{ province: '79', waiting: 1, halfDecided: 1, claimed: 2, decided: 1 }]);
  expect(reviewers).toEqual([
    { reviewer: 'one', accepted: 0, rejected: 0, papers: 1, claimed: 0 },
    { reviewer: 'two', accepted: 0, rejected: 1, papers: 0, claimed: 0 },
    { reviewer: 'three', accepted: 0, rejected: 0, papers: 0, claimed: 2 },
  ]);
  expect(await reviewerAgreement(client, CAMPAIGN, ['79'])).toEqual({ pairs: 0, same: 0, beyondChance: null });
});

test('agreement between reviewers is told with what chance alone would give', async () => {
  // Three pairs, two of them alike; of six decisions five are to accept: chance gives 26/36, and (2/3 - 26/36) / (10/36) = -0.2.
  const { pairs, same, beyondChance } = await reviewerAgreement(client, CAMPAIGN);
  expect([pairs, same]).toEqual([3, 2]);
  expect(beyondChance).toBeCloseTo(-0.2, 10);
});
