import { openMatcher } from '../../../src/campaigns/match';
import type { Asking } from '../../support/protected-gateway';
import { readNation } from '../read-nation';
import { addFindings, type FindingSeed, makeReviewedCampaign } from '../review/reviewed-campaign';
import { type CampaignWorld, openCampaignWorld, type Pair, someModel, told } from './campaign-world';

const model = someModel();

let world: CampaignWorld;
/** Participants of Cao Bằng and the citizens who they are. */
let here: readonly Pair[];
/** The same of Ho Chi Minh City. */
let there: readonly Pair[];
let made = 0;

beforeAll(async () => {
  world = await openCampaignWorld();
  [here, there] = await Promise.all([world.findPairs('04', 6), world.findPairs('79', 2)]);
  await world.client.query('insert into campaign.model (version, body) values ($1, $2)', [
    model.version,
    JSON.stringify(model),
  ]);
});
afterAll(() => world.close());

const CLAIM = `mutation ($campaign: ID!, $most: Int = 10) {
  claimReview(input: { campaign: $campaign, most: $most }) {
    items { participant { insuranceNumber } } faults { code } } }`;
const HELD = `query ($campaign: ID!) { campaignReview(campaign: $campaign) {
  participant { insuranceNumber fullName }
  anomalies { anomaly evidence } risks rule model decisions statement note
  candidates { bits probability statement citizen { personalId birthDate } explanation { field level bits } } } }`;
const DECIDE = `mutation ($input: DecideReviewInput!) { decideReview(input: $input) { state faults { code place } } }`;

/** A campaign of all provinces in review, with a finding for each pair: the citizen and two others are candidates. */
async function make(pairs: readonly Pair[], rest: Partial<FindingSeed> = {}): Promise<string> {
  const id = `review-${(made += 1)}`;
  await makeReviewedCampaign(world.client, id);
  await addFindings(
    world.client,
    id,
    pairs.map(({ insuranceNumber, personalId }) => ({
      insuranceNumber,
      province: there.some((pair) => pair.insuranceNumber === insuranceNumber) ? '79' : '04',
      candidates: [personalId, here[5]!.personalId, there[1]!.personalId],
      model: model.version,
      ...rest,
    })),
  );
  return id;
}

interface Claimed {
  readonly items: readonly { readonly participant: { readonly insuranceNumber: string } }[];
  readonly faults: readonly { readonly code: string }[];
}

async function claim(ask: Asking, campaign: string, most = 10): Promise<readonly string[]> {
  const { items, faults } = told(await ask(CLAIM, { campaign, most })) as Claimed;
  expect(faults).toEqual([]);
  return items.map(({ participant }) => participant.insuranceNumber);
}

const decide = async (ask: Asking, campaign: string, pair: Pair, rest: object = {}): Promise<unknown> =>
  told(
    await ask(DECIDE, {
      input: {
        campaign,
        insuranceNumber: pair.insuranceNumber,
        decision: 'ACCEPT',
        chosenId: pair.personalId,
        reason: 'the same name and birth date',
        ...rest,
      },
    }),
  );

const settled = (state: string): object => ({ state, faults: [] });
const refused = (code: string, place: string): object => ({ state: null, faults: [{ code, place }] });

test('an officer sees a participant side by side with candidates, each explained, and all of them are on record', async () => {
  const [pair] = here;
  const campaign = await make([pair!]);
  const claimed = await world.branch(CLAIM, { campaign });
  expect((told(claimed) as Claimed).items).toEqual([{ participant: { insuranceNumber: pair!.insuranceNumber } }]);
  expect(await world.gateway.recordOf(claimed)).toMatchObject({
    fields: ['Mutation.claimReview', 'Participant.insuranceNumber'],
    counts: { people: 1 },
  });

  const answer = await world.branch(HELD, { campaign });
  const [item] = told(answer) as readonly Record<string, unknown>[];
  const nation = await readNation(world.gateway.site);
  const participant = nation.participants.find(({ insuranceNumber }) => insuranceNumber === pair!.insuranceNumber)!;
  const explained = (personalId: string): unknown =>
    openMatcher(model).explain(
      participant,
      nation.citizens.find((citizen) => citizen.personalId === personalId)!,
    );
  const citizenOf = async (personalId: string): Promise<unknown> =>
    world.tables.sample(
      'population',
      'select personal_id as "personalId", birth_date as "birthDate" from share.citizen where personal_id = $1',
      [personalId],
    );
  const other = here[5]!.personalId;
  expect(item).toEqual({
    participant: { insuranceNumber: pair!.insuranceNumber, fullName: participant.writtenName },
    anomalies: [
      { anomaly: 'NAME_DIFFERS', evidence: 'MARKS_MISSING' },
      { anomaly: 'SHARED', evidence: '2' },
    ],
    risks: [],
    rule: 'LINKED',
    model: model.version,
    decisions: 0,
    statement: null,
    note: null,
    candidates: [
      {
        ...{ bits: 30, probability: 0.9, statement: null },
        citizen: await citizenOf(pair!.personalId),
        explanation: explained(pair!.personalId),
      },
      {
        ...{ bits: 25, probability: 0.05, statement: null },
        citizen: await citizenOf(other),
        explanation: explained(other),
      },
      // Of another province: that there is one may be told, not who.
      { bits: 20, probability: 0.05, statement: null, citizen: null, explanation: null },
    ],
  });
  const record = await world.gateway.recordOf(answer);
  expect(record).toMatchObject({ purpose: 'campaign', registers: ['population', 'insurance'], decision: 'allowed' });
  expect([...record.fields].sort()).toEqual([
    'Citizen.birthDate',
    'Citizen.personalId',
    'Participant.fullName',
    'Participant.insuranceNumber',
    'Query.campaignReview',
  ]);
  expect(record.subjects.map(({ register }) => register).sort()).toEqual(['insurance', 'population']);

  const whole = await world.headquarters(CLAIM, { campaign });
  expect((told(whole) as Claimed).items).toEqual([]);
});

test('the headquarters sees candidates of every province', async () => {
  const campaign = await make([here[0]!]);
  await claim(world.headquarters, campaign);
  const [item] = told(await world.headquarters(HELD, { campaign })) as readonly {
    candidates: readonly { citizen: { personalId: string } | null }[];
  }[];
  expect(item!.candidates.map(({ citizen }) => citizen?.personalId)).toEqual([
    here[0]!.personalId,
    here[5]!.personalId,
    there[1]!.personalId,
  ]);
});

test('what a participant said on a form stands beside the citizen whom it is about', async () => {
  const [, pair] = here;
  const campaign = await make([pair!]);
  await world.client.query(
    `with file as (
       insert into campaign.form_file (campaign, employer, hash, province, form, lines, received_by)
       values ($1, '', repeat('0', 64), '04', '01', 1, 'test') returning file)
     insert into campaign.form_line (file, line, campaign, insurance_number, answer, personal_id, note, version, outcome)
     select file, 1, $1, $2, 'NO', $3, 'born on the first', 1, 'ACCEPTED' from file`,
    [campaign, pair!.insuranceNumber, pair!.personalId],
  );
  await claim(world.branch, campaign);
  const [item] = told(await world.branch(HELD, { campaign })) as readonly object[];
  expect(item).toMatchObject({
    statement: 'NO',
    note: 'born on the first',
    candidates: [{ statement: 'NO' }, { statement: null }, { statement: null }],
  });
});

test('one decision settles what is sure, and is on record without saying who was chosen', async () => {
  const [pair] = here;
  const campaign = await make([pair!]);
  await claim(world.branch, campaign);
  const answer = await world.branch(DECIDE, {
    input: {
      campaign,
      insuranceNumber: pair!.insuranceNumber,
      decision: 'ACCEPT',
      chosenId: pair!.personalId,
      reason: 'compared with the family book',
    },
  });
  expect(told(answer)).toEqual(settled('ACCEPTED'));
  const record = await world.gateway.recordOf(answer);
  expect(record).toMatchObject({ fields: ['Mutation.decideReview'], registers: ['population', 'insurance'] });
  const written = JSON.stringify(record);
  for (const secret of [pair!.personalId, pair!.insuranceNumber, 'family book']) expect(written).not.toContain(secret);
  const { rows } = await world.client.query('select state, proposed_id from campaign.finding where campaign = $1', [
    campaign,
  ]);
  expect(rows).toEqual([{ state: 'ACCEPTED', proposed_id: pair!.personalId }]);
  expect(told(await world.branch(HELD, { campaign }))).toEqual([]);
});

test('a risky one waits for a second reviewer, who is told how many decided and not what; nobody decides twice', async () => {
  const [pair] = here;
  const campaign = await make([pair!], { risks: ['SEX'] });
  await claim(world.branch, campaign);
  expect(await decide(world.branch, campaign, pair!)).toEqual(settled('POSSIBLE'));
  expect(await decide(world.branch, campaign, pair!)).toEqual(refused('DECIDED_ALREADY', 'insuranceNumber'));
  expect(await claim(world.branch, campaign)).toEqual([]);

  expect(await claim(world.colleague, campaign)).toEqual([pair!.insuranceNumber]);
  const answer = await world.colleague(HELD, { campaign });
  expect(told(answer)).toMatchObject([{ decisions: 1, risks: ['SEX'] }]);
  expect(JSON.stringify(answer.data)).not.toMatch(/ACCEPT|branch-officer/);
  expect(await decide(world.colleague, campaign, pair!)).toEqual(settled('ACCEPTED'));
});

test('who differs from the participant in sex or birth year, or whose ID is somebody else’s, makes it risky', async () => {
  const [pair, holder] = here;
  const campaign = await make([pair!]);
  await claim(world.branch, campaign);
  expect(await decide(world.branch, campaign, { ...pair!, personalId: holder!.personalId })).toEqual(
    settled('POSSIBLE'),
  );
  const { rows } = await world.client.query<{ risks: string[] }>(
    'select risks from campaign.finding where campaign = $1',
    [campaign],
  );
  expect(rows[0]?.risks).toContain('SHARED_ID');
});

describe('a decision is refused', () => {
  test('without a claim, whether or not there is such a citizen', async () => {
    const [pair] = here;
    const campaign = await make([pair!]);
    for (const personalId of [pair!.personalId, '904185999991']) {
      expect(await decide(world.branch, campaign, { ...pair!, personalId })).toEqual(
        refused('CLAIM_LOST', 'insuranceNumber'),
      );
    }
  });

  test('for a citizen of another province, or of none, in the same words', async () => {
    const [pair] = here;
    const campaign = await make([pair!]);
    await claim(world.branch, campaign);
    for (const personalId of [there[1]!.personalId, '904185999991']) {
      expect(await decide(world.branch, campaign, { ...pair!, personalId })).toEqual(
        refused('CHOICE_UNKNOWN', 'chosenId'),
      );
    }
    expect(await decide(world.branch, campaign, pair!, { chosenId: null })).toEqual(refused('CHOICE', 'chosenId'));
    expect(await decide(world.branch, campaign, pair!, { reason: ' ' })).toEqual(refused('REASON', 'reason'));
    expect(await decide(world.branch, campaign, pair!)).toEqual(settled('ACCEPTED'));
  });

  test('for a campaign that is not there, and one of another province alike', async () => {
    const id = 'review-elsewhere';
    await makeReviewedCampaign(world.client, id, { provinces: ['79'] });
    await addFindings(world.client, id, [{ ...there[0]!, province: '79' }]);
    for (const campaign of ['review-nowhere', id]) {
      expect(await decide(world.branch, campaign, there[0]!)).toEqual(refused('UNKNOWN', 'campaign'));
      expect(told(await world.branch(CLAIM, { campaign }))).toEqual({ items: [], faults: [{ code: 'UNKNOWN' }] });
      expect(told(await world.branch(HELD, { campaign }))).toBeNull();
    }
  });
});

test('officers of two provinces share a campaign and never a participant', async () => {
  const campaign = await make([here[0]!, here[1]!, there[0]!]);
  expect(await claim(world.elsewhere, campaign)).toEqual([there[0]!.insuranceNumber]);
  expect(await claim(world.branch, campaign)).toEqual([here[0]!.insuranceNumber, here[1]!.insuranceNumber]);
  expect(await decide(world.branch, campaign, there[0]!)).toEqual(refused('CLAIM_LOST', 'insuranceNumber'));
});

test('a participant who is let go of is free for a colleague, and one who is held for longer is not', async () => {
  const [one, other] = here;
  const campaign = await make([one!, other!]);
  await claim(world.branch, campaign);
  const release = `mutation ($campaign: ID!, $numbers: [InsuranceNumber!]) {
    releaseReview(input: { campaign: $campaign, insuranceNumbers: $numbers }) { released faults { code } } }`;
  const extend = `mutation ($campaign: ID!, $number: InsuranceNumber!) {
    extendReview(input: { campaign: $campaign, insuranceNumber: $number, minutes: 60 }) { claimedUntil faults { code } } }`;
  expect(told(await world.branch(release, { campaign, numbers: [one!.insuranceNumber] }))).toEqual({
    released: 1,
    faults: [],
  });
  const held = told(await world.branch(extend, { campaign, number: other!.insuranceNumber })) as {
    claimedUntil: string;
  };
  expect(Date.parse(held.claimedUntil) - Date.now()).toBeGreaterThan(50 * 60_000);
  expect(told(await world.branch(extend, { campaign, number: one!.insuranceNumber }))).toEqual({
    claimedUntil: null,
    faults: [{ code: 'CLAIM_LOST' }],
  });
  expect(await claim(world.colleague, campaign)).toEqual([one!.insuranceNumber]);
});

test.each([
  ['most: 51', 'input.most'],
  ['most: 0', 'input.most'],
  ['minutes: 121', 'input.minutes'],
])('a claim with %s is refused', async (argument, place) => {
  const { errors } = await world.branch(
    `mutation { claimReview(input: { campaign: "review-1", ${argument} }) { faults { code } } }`,
  );
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'ARGUMENT_INVALID', argument: place, reason: 'OUT_OF_BOUNDS' });
});
