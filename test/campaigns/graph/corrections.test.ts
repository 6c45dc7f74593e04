import { randomUUID } from 'node:crypto';
import { addFindings, makeReviewedCampaign } from '../review/reviewed-campaign';
import { type CampaignWorld, openCampaignWorld, type Pair, told } from './campaign-world';

let world: CampaignWorld;
let pair: Pair;
const [BEFORE, AFTER] = ['904185000001', '904185000002'];

const CORRECTIONS = `query ($campaign: ID!, $number: InsuranceNumber!) {
  campaignCorrections(campaign: $campaign, insuranceNumber: $number) {
    register recordKey before after verifiedOn outcome settledAt
    pastRecipients { receiver system purpose reason agreement } } }`;
const ASKED = 'query ($number: InsuranceNumber!) { participant(insuranceNumber: $number) { personalId } }';
const NAMED = 'query ($number: InsuranceNumber!) { participant(insuranceNumber: $number) { fullName } }';

async function addCorrection(
  campaign: string,
  { outcome, version, settled }: { outcome: string | null; version: number; settled: string | null },
): Promise<void> {
  await world.client.query(
    `insert into campaign.correction (correction, campaign, insurance_number, part, register, record_key, version,
       id_before, id_after, verified_on, outcome, settled_at)
     values ($1, $2, $3, 0, 'insurance', $3, $4, $5, $6, '2023-12-31', $7, $8)`,
    [randomUUID(), campaign, pair.insuranceNumber, version, BEFORE, AFTER, outcome, settled],
  );
}

interface Told {
  readonly outcome: string | null;
  readonly pastRecipients: readonly unknown[];
}

beforeAll(async () => {
  world = await openCampaignWorld();
  [pair = { insuranceNumber: '', personalId: '' }] = (await world.findPairs('04', 30)).slice(-1);
  for (const id of ['corrections', 'corrections-later', 'corrections-open']) {
    await makeReviewedCampaign(world.client, id);
    await addFindings(world.client, id, [{ insuranceNumber: pair.insuranceNumber, state: 'APPLIED' }]);
  }
});
afterAll(() => world.close());

test('who was told the old ID before it was corrected is told, by the audit log, with the purpose', async () => {
  const number = pair.insuranceNumber;
  const health = await world.gateway.as('ministry-of-health', 'health-insurance-payment');
  const search = `query ($number: InsuranceNumber!) {
    searchPeople(search: { insuranceNumber: $number }) { participants { personalId } } }`;
  expect((await health(search, { number })).errors).toBeUndefined();
  expect((await world.elsewhere(ASKED, { number })).data).toEqual({ participant: null });
  told(await world.headquarters(NAMED, { number }));
  told(await world.headquarters(ASKED, { number }));
  await addCorrection('corrections', {
    outcome: 'APPLIED',
    version: 1,
    settled: new Date(Date.now() + 1).toISOString(),
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  const tax = await world.gateway.as('tax-administration', 'tax-review');
  told(await tax(ASKED, { number }));

  const answer = await world.branch(CORRECTIONS, { campaign: 'corrections', number });
  expect(told(answer)).toEqual([
    {
      register: 'INSURANCE',
      recordKey: number,
      before: BEFORE,
      after: AFTER,
      verifiedOn: '2023-12-31',
      outcome: 'APPLIED',
      settledAt: expect.stringMatching(/Z$/),
      pastRecipients: [
        {
          receiver: 'Viet Nam Social Security',
          system: 'social-insurance-workplace',
          purpose: 'campaign',
          reason: 'Correcting personal identification numbers',
          agreement: 'Officers of the headquarters',
        },
        {
          receiver: 'Ministry of Health',
          system: 'ministry-of-health',
          purpose: 'health-insurance-payment',
          reason: 'Paying for treatment covered by health insurance',
          agreement: 'Payment of treatment under health insurance',
        },
      ],
    },
  ]);
  const record = await world.gateway.recordOf(answer);
  expect(record).toMatchObject({ fields: ['Query.campaignCorrections'], counts: { people: 1 }, purpose: 'campaign' });
  expect(JSON.stringify(record)).not.toContain(number);
});

test('of a later correction those are told who were told the value that it replaced', async () => {
  const number = pair.insuranceNumber;
  const police = await world.gateway.as('public-security', 'population-update');
  const asked = await police('query ($id: PersonalId!) { person(personalId: $id) { participants { personalId } } }', {
    id: pair.personalId,
  });
  expect(asked.errors).toBeUndefined();
  const settled = new Date(Date.now() + 1).toISOString();
  await addCorrection('corrections-later', { outcome: 'APPLIED', version: 2, settled });
  const [later] = told(await world.branch(CORRECTIONS, { campaign: 'corrections-later', number })) as readonly Told[];
  // What the tax administration was told is not shown yet: the law gives it thirty days.
  expect(later!.pastRecipients).toMatchObject([
    { receiver: 'Ministry of Public Security', purpose: 'population-update' },
  ]);
});

test('nobody has an old value of what was not applied', async () => {
  await addCorrection('corrections-open', { outcome: null, version: 3, settled: null });
  const open = told(
    await world.branch(CORRECTIONS, { campaign: 'corrections-open', number: pair.insuranceNumber }),
  ) as readonly Told[];
  expect(open).toMatchObject([{ outcome: null, settledAt: null, pastRecipients: [] }]);
});

test('an officer of another province learns nothing of it, not even that there is such a participant', async () => {
  const answer = await world.elsewhere(CORRECTIONS, { campaign: 'corrections', number: pair.insuranceNumber });
  expect(told(answer)).toBeNull();
  expect(told(await world.elsewhere(CORRECTIONS, { campaign: 'corrections', number: '0499999999' }))).toBeNull();
  expect(await world.gateway.recordOf(answer)).toMatchObject({ subjects: [], counts: { people: 0 } });
});
