import { claimFindings } from '../../../src/campaigns/review/claim';
import { type Decided, decideFinding, type FindingDecision } from '../../../src/campaigns/review/decide';
import { reopenStale } from '../../../src/campaigns/review/reopen';
import { useGatewayWriter } from '../../support/gateway-writer';
import { addFindings, type FindingSeed, makeReviewedCampaign, move, numbersOf } from './reviewed-campaign';

const [BEST, NEXT, ELSE] = ['904185000001', '904185000002', '904185000003'] as const;
const NUMBER = numbersOf(1)[0] ?? '';

const database = useGatewayWriter();
let made = 0;

/** A campaign in review with one finding. */
async function make(seed: Partial<FindingSeed> = {}): Promise<string> {
  const id = `decided-${(made += 1)}`;
  await makeReviewedCampaign(database.client, id);
  await addFindings(database.client, id, [{ insuranceNumber: NUMBER, ...seed }]);
  return id;
}

type Said = Partial<FindingDecision> & Pick<FindingDecision, 'decision'>;

const ACCEPT: Said = { decision: 'ACCEPT', chosenId: BEST };
const ACCEPT_NEXT: Said = { decision: 'ACCEPT', chosenId: NEXT };
const REJECT: Said = { decision: 'REJECT' };
const PAPERS: Said = { decision: 'PAPERS' };

const claim = (campaign: string, reviewer: string, on = database.client): Promise<readonly unknown[]> =>
  claimFindings(on, { campaign, reviewer, provinces: null, most: 10, leaseSeconds: 60 });

const say = (campaign: string, reviewer: string, said: Said, on = database.client): Promise<Decided> =>
  decideFinding(on, {
    campaign,
    insuranceNumber: NUMBER,
    reviewer,
    chosenId: null,
    reason: 'the papers say so',
    isKnown: true,
    risks: [],
    holders: [],
    ...said,
  });

/** Claims and decides as one reviewer after the other; gives the states after each. */
async function review(campaign: string, ...verdicts: readonly Said[]): Promise<readonly unknown[]> {
  const states: unknown[] = [];
  for (const [i, said] of verdicts.entries()) {
    await claim(campaign, `reviewer ${i}`);
    const decided = await say(campaign, `reviewer ${i}`, said);
    states.push(decided.ok ? decided.state : decided.reason);
  }
  return states;
}

async function findingOf(campaign: string, number = NUMBER): Promise<Record<string, unknown>> {
  const { rows } = await database.client.query<Record<string, unknown>>(
    `select state, proposed_id, rule, bits, probability, risks, settled_at is not null as is_settled
       from campaign.finding where campaign = $1 and insurance_number = $2`,
    [campaign, number],
  );
  return rows[0] ?? {};
}

const countReviews = async (campaign: string): Promise<number> =>
  (await database.client.query('select from campaign.review where campaign = $1', [campaign])).rowCount ?? 0;

describe('a finding without risks', () => {
  test.each([
    [ACCEPT, { state: 'ACCEPTED', proposed_id: BEST, rule: 'REVIEWED', probability: 0.9, is_settled: false }],
    [ACCEPT_NEXT, { state: 'ACCEPTED', proposed_id: NEXT, rule: 'REVIEWED', bits: 25, probability: 0.05 }],
    [
      { decision: 'ACCEPT', chosenId: ELSE } as const,
      { state: 'ACCEPTED', proposed_id: ELSE, rule: 'REVIEWED', bits: null, probability: null },
    ],
    [REJECT, { state: 'REJECTED', proposed_id: BEST, rule: 'LINKED', is_settled: true }],
    [PAPERS, { state: 'PAPERS', proposed_id: BEST, rule: 'LINKED', is_settled: false }],
  ])('is settled by one decision: %j', async (said, found) => {
    const campaign = await make();
    await claim(campaign, 'one');
    expect(await say(campaign, 'one', said)).toEqual({ ok: true, state: found.state });
    expect(await findingOf(campaign)).toMatchObject(found);
    expect(await countReviews(campaign)).toBe(1);
  });
});

describe('a risky finding', () => {
  test.each<[string, readonly Said[], readonly string[]]>([
    ['two say the same', [ACCEPT, ACCEPT], ['POSSIBLE', 'ACCEPTED']],
    ['two reject it', [REJECT, REJECT], ['POSSIBLE', 'REJECTED']],
    ['two differ, and a third agrees with one', [ACCEPT, REJECT, ACCEPT], ['POSSIBLE', 'POSSIBLE', 'ACCEPTED']],
    ['two accept another citizen each', [ACCEPT, ACCEPT_NEXT, PAPERS], ['POSSIBLE', 'POSSIBLE', 'POSSIBLE']],
    [
      'four differ until a fifth agrees',
      [ACCEPT, ACCEPT_NEXT, PAPERS, REJECT, ACCEPT_NEXT],
      ['POSSIBLE', 'POSSIBLE', 'POSSIBLE', 'POSSIBLE', 'ACCEPTED'],
    ],
  ])('waits until two reviewers said the same: %s', async (_, verdicts, states) => {
    const campaign = await make({ risks: ['BIRTH_YEAR'] });
    expect(await review(campaign, ...verdicts)).toEqual(states);
    expect((await findingOf(campaign))['state']).toBe(states.at(-1));
  });

  test('becomes one by whom a reviewer chooses', async () => {
    const campaign = await make();
    const risky: Said = { ...ACCEPT_NEXT, risks: ['DECEASED'] };
    expect(await review(campaign, risky, ACCEPT, risky)).toEqual(['POSSIBLE', 'POSSIBLE', 'ACCEPTED']);
    expect(await findingOf(campaign)).toMatchObject({ proposed_id: NEXT, risks: ['DECEASED'] });
  });

  test.each([
    ['has no other one', [], 'POSSIBLE'],
    ['is to have another one', [{ candidates: [ELSE] }], 'ACCEPTED'],
  ] as const)('becomes one by the ID of a participant who %s', async (_, seeds, state) => {
    const campaign = await make();
    const [, holder = ''] = numbersOf(2);
    await addFindings(
      database.client,
      campaign,
      seeds.map((seed) => ({ insuranceNumber: holder, state: 'PROPOSED', ...seed })),
    );
    expect(await review(campaign, { ...ACCEPT_NEXT, holders: [holder] })).toEqual([state]);
  });

  test('becomes one by an ID that another participant of the campaign was given', async () => {
    const campaign = await make();
    const [, number = ''] = numbersOf(2);
    await addFindings(database.client, campaign, [{ insuranceNumber: number, state: 'APPLIED', candidates: [NEXT] }]);
    expect(await review(campaign, ACCEPT_NEXT)).toEqual(['POSSIBLE']);
    expect((await findingOf(campaign))['risks']).toEqual(['SHARED_ID']);
  });
});

describe('an automatic match that was drawn for checking', () => {
  test.each<[string, readonly Said[], readonly string[], object]>([
    ['one agrees', [ACCEPT], ['ACCEPTED'], { rule: 'LINKED', proposed_id: BEST }],
    ['one contradicts', [REJECT, ACCEPT, REJECT], ['POSSIBLE', 'POSSIBLE', 'REJECTED'], { rule: 'LINKED' }],
    [
      'two choose another',
      [ACCEPT_NEXT, ACCEPT_NEXT],
      ['POSSIBLE', 'ACCEPTED'],
      { rule: 'REVIEWED', proposed_id: NEXT },
    ],
    [
      'it is right after all',
      [PAPERS, ACCEPT, ACCEPT],
      ['POSSIBLE', 'POSSIBLE', 'ACCEPTED'],
      { rule: 'LINKED', proposed_id: BEST },
    ],
  ])('is right by one decision and wrong by two: %s', async (_, verdicts, states, found) => {
    const campaign = await make({ sampled: true });
    expect(await review(campaign, ...verdicts)).toEqual(states);
    expect(await findingOf(campaign)).toMatchObject(found);
  });
});

describe('a decision is refused', () => {
  const refused = async (campaign: string, reviewer: string, said: Said, reason: string): Promise<void> => {
    const before = [await findingOf(campaign), await countReviews(campaign)];
    expect(await say(campaign, reviewer, said)).toEqual({ ok: false, reason });
    expect([await findingOf(campaign), await countReviews(campaign)]).toEqual(before);
  };

  test('without a claim, with another’s, and with one that ran out', async () => {
    const campaign = await make();
    await refused(campaign, 'one', ACCEPT, 'CLAIM_LOST');
    await claim(campaign, 'one');
    await refused(campaign, 'two', ACCEPT, 'CLAIM_LOST');
    await database.client.query('update campaign.claim set until = clock_timestamp() where campaign = $1', [campaign]);
    await refused(campaign, 'one', ACCEPT, 'CLAIM_LOST');
  });

  test('for a citizen whom nobody knows, and for a choice that does not go with it', async () => {
    const campaign = await make();
    await claim(campaign, 'one');
    await refused(campaign, 'one', { ...ACCEPT, isKnown: false }, 'CHOICE_UNKNOWN');
    await refused(campaign, 'one', { decision: 'ACCEPT' }, 'CHOICE');
    await refused(campaign, 'one', { decision: 'PAPERS', chosenId: BEST }, 'CHOICE');
    expect(await say(campaign, 'one', ACCEPT)).toMatchObject({ ok: true });
  });

  test('when the same reviewer has decided already, who does not get the finding again either', async () => {
    const campaign = await make({ risks: ['SEX'] });
    expect(await review(campaign, ACCEPT)).toEqual(['POSSIBLE']);
    await refused(campaign, 'reviewer 0', ACCEPT, 'DECIDED_ALREADY');
    expect(await claim(campaign, 'reviewer 0')).toEqual([]);
  });

  test('while the campaign is cancelled', async () => {
    const campaign = await make();
    await claim(campaign, 'one');
    await move(database.client, campaign, 'REVIEWING', 'CANCELLED');
    await refused(campaign, 'one', ACCEPT, 'NOT_IN_REVIEW');
  });
});

test('of two decisions of one claim at once exactly one is taken', async () => {
  const second = await database.connect();
  for (let round = 0; round < 20; round += 1) {
    const campaign = await make({ risks: ['SEX'] });
    await claim(campaign, 'one');
    const decided = await Promise.all([say(campaign, 'one', ACCEPT), say(campaign, 'one', REJECT, second)]);
    expect(decided.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await countReviews(campaign)).toBe(1);
  }
});

test('a decision and the claim of another at the same time leave one of them with the finding', async () => {
  const second = await database.connect();
  for (let round = 0; round < 20; round += 1) {
    const campaign = await make();
    await claim(campaign, 'one');
    await database.client.query('update campaign.claim set until = clock_timestamp() where campaign = $1', [campaign]);
    const [claimed, decided] = await Promise.all([claim(campaign, 'two', second), say(campaign, 'one', ACCEPT)]);
    expect(decided).toEqual({ ok: false, reason: 'CLAIM_LOST' });
    expect(claimed).toHaveLength(1);
  }
});

test('two who give one ID to two participants at once do not both get it by themselves', async () => {
  const second = await database.connect();
  const [, number = ''] = numbersOf(2);
  for (let round = 0; round < 20; round += 1) {
    const campaign = await make();
    await addFindings(database.client, campaign, [{ insuranceNumber: number, candidates: [NEXT] }]);
    await claim(campaign, 'one');
    const other: Said = { ...ACCEPT, insuranceNumber: number };
    const states = (await Promise.all([say(campaign, 'one', ACCEPT), say(campaign, 'one', other, second)])).map(
      (decided) => decided.ok && decided.state,
    );
    expect(states.toSorted()).toEqual(['ACCEPTED', 'POSSIBLE']);
  }
});

describe('a record that has changed since it was found', () => {
  const present = { version: 2, personalId: '904185000009' };

  test('is reviewed again as it is now, by anybody, and what was said of it before does not count', async () => {
    const campaign = await make({ risks: ['SEX'] });
    expect(await review(campaign, ACCEPT)).toEqual(['POSSIBLE']);
    expect(await reopenStale(database.client, campaign, NUMBER, present)).toEqual({ ok: true });
    expect(await review(campaign, ACCEPT, ACCEPT)).toEqual(['POSSIBLE', 'ACCEPTED']);
    expect(await countReviews(campaign)).toBe(3);
  });

  test.each(['CONFLICT', 'PROPOSED', 'ACCEPTED', 'PAPERS'])('comes back when it is %s', async (state) => {
    const campaign = await make({ state });
    expect(await reopenStale(database.client, campaign, NUMBER, present)).toEqual({ ok: true });
    const { rows } = await database.client.query(
      'select state, version, personal_id from campaign.finding where campaign = $1',
      [campaign],
    );
    expect(rows).toEqual([{ state: 'POSSIBLE', version: '2', personal_id: present.personalId }]);
  });

  test.each(['APPLIED', 'REJECTED', 'QUARANTINED', 'CONFIRMED', 'UNMATCHED'])('stays %s', async (state) => {
    const campaign = await make({ state });
    expect(await reopenStale(database.client, campaign, NUMBER, present)).toEqual({ ok: false, reason: 'NOT_STALE' });
    expect((await findingOf(campaign))['state']).toBe(state);
  });

  test('comes back once for each version', async () => {
    const campaign = await make({ state: 'CONFLICT' });
    expect(await reopenStale(database.client, campaign, NUMBER, { ...present, version: 1 })).toMatchObject({
      ok: false,
    });
    expect(await reopenStale(database.client, campaign, NUMBER, present)).toMatchObject({ ok: true });
    expect(await reopenStale(database.client, campaign, NUMBER, present)).toMatchObject({ ok: false });
  });

  test('is lost to whoever held it', async () => {
    const campaign = await make();
    await claim(campaign, 'one');
    await reopenStale(database.client, campaign, NUMBER, present);
    expect(await say(campaign, 'one', ACCEPT)).toEqual({ ok: false, reason: 'CLAIM_LOST' });
  });
});
