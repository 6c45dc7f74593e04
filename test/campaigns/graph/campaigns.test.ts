import { addFindings, makeReviewedCampaign, numbersOf } from '../review/reviewed-campaign';
import type { PersonalId } from '../../../src/values/personal-id';
import type { Asking } from '../../support/protected-gateway';
import { type CampaignWorld, openCampaignWorld, told } from './campaign-world';

let world: CampaignWorld;

beforeAll(async () => {
  world = await openCampaignWorld();
});
afterAll(() => world.close());

const WHAT_IT_IS = `id title state isPart isDryRun precision reverts createdBy
  scope { provinces employers schemes anomalies } targets { province share deadline }`;
const CREATE = `mutation ($input: CreateCampaignInput!) {
  createCampaign(input: $input) { campaign { ${WHAT_IT_IS} } faults { code place reason } } }`;
const FIND = `query ($id: ID!) { campaign(id: $id) { ${WHAT_IT_IS} events { from to actor reason } } }`;
const LIST = '{ campaigns(first: 50) { id } }';

interface Made {
  readonly campaign: Readonly<Record<string, unknown>> | null;
  readonly faults: readonly { readonly code: string; readonly place: string }[];
}

const create = async (ask: Asking, input: object): Promise<Made> => told(await ask(CREATE, { input })) as Made;
const find = async (ask: Asking, id: string): Promise<Record<string, unknown> | null> =>
  told(await ask(FIND, { id })) as Record<string, unknown> | null;
const idsOf = async (ask: Asking): Promise<readonly string[]> =>
  (told(await ask(LIST)) as readonly { id: string }[]).map(({ id }) => id);

const OFFICER = 'urn:lienthong:demonstration branch-officer-04';

describe('an officer of a branch', () => {
  test('creates a campaign of their province, which colleagues and the headquarters see and nobody else', async () => {
    const input = {
      id: 'cao-bang',
      title: 'Cao Bằng',
      scope: { provinces: ['04'], schemes: ['HEALTH'], anomalies: ['MISSING', 'NINE_DIGIT'] },
      targets: [{ province: '04', share: 0.98, deadline: '2026-06-30' }],
      isDryRun: true,
    };
    const answer = await world.branch(CREATE, { input });
    const { campaign, faults } = told(answer) as Made;
    expect(faults).toEqual([]);
    expect(campaign).toEqual({
      ...input,
      state: 'CREATED',
      isPart: false,
      precision: 0.9997,
      reverts: null,
      createdBy: OFFICER,
      scope: { ...input.scope, employers: null },
    });
    expect(await world.gateway.recordOf(answer)).toMatchObject({
      fields: ['Mutation.createCampaign'],
      purpose: 'campaign',
      outcome: 'answered',
      subjects: [],
    });
    for (const ask of [world.branch, world.colleague, world.headquarters]) {
      expect(await find(ask, 'cao-bang')).toEqual({
        ...campaign,
        events: [{ from: null, to: 'CREATED', actor: OFFICER, reason: null }],
      });
      expect(await idsOf(ask)).toContain('cao-bang');
    }
    expect(await find(world.elsewhere, 'cao-bang')).toBeNull();
    expect(await idsOf(world.elsewhere)).not.toContain('cao-bang');
  });

  test.each([
    ['of all provinces', {}],
    ['of another province', { scope: { provinces: ['79'] } }],
    ['of their own and another province', { scope: { provinces: ['04', '79'] } }],
    [
      'with a target of another',
      { scope: { provinces: ['04'] }, targets: [{ province: '79', share: 1, deadline: '2026-06-30' }] },
    ],
  ])('creates no campaign %s', async (_, rest) => {
    const { campaign, faults } = await create(world.branch, { id: 'not-mine', ...rest });
    expect(campaign).toBeNull();
    expect(faults).toMatchObject([{ code: 'JURISDICTION', place: 'scope.provinces' }]);
    expect(await find(world.headquarters, 'not-mine')).toBeNull();
  });

  test('sees of a campaign of several provinces their own part, and decides nothing about the whole', async () => {
    const targets = ['04', '79'].map((province) => ({ province, share: 0.9, deadline: '2026-12-31' }));
    const scope = { provinces: ['01', '04', '79'], employers: ['0100047516'] };
    await create(world.headquarters, { id: 'three-provinces', scope, targets });
    expect(await find(world.branch, 'three-provinces')).toMatchObject({
      isPart: true,
      scope: { provinces: ['04'], employers: null },
      targets: [targets[0]],
    });
    const started = await world.branch(
      'mutation { startCampaign(input: { id: "three-provinces" }) { campaign { id } faults { code } } }',
    );
    expect(told(started)).toEqual({ campaign: null, faults: [{ code: 'JURISDICTION' }] });
    const unseen = await world.branch(
      'mutation { startCampaign(input: { id: "no-such-campaign" }) { campaign { id } faults { code reason } } }',
    );
    await create(world.headquarters, { id: 'ho-chi-minh', scope: { provinces: ['79'] } });
    const hidden = await world.branch(
      'mutation { startCampaign(input: { id: "ho-chi-minh" }) { campaign { id } faults { code reason } } }',
    );
    expect((told(unseen) as Made).faults).toMatchObject([{ code: 'UNKNOWN' }]);
    expect(told(hidden)).toEqual(told(unseen));
  });
});

test('what is wrong with a campaign is told with its place', async () => {
  const input = { id: 'Not This', precision: 0.5, scope: { provinces: [] } };
  const { campaign, faults } = await create(world.headquarters, input);
  expect(campaign).toBeNull();
  expect(faults.map(({ code, place }) => [code, place])).toEqual([
    ['INPUT', 'id'],
    ['INPUT', 'scope.provinces'],
    ['INPUT', 'precision'],
  ]);
  await create(world.headquarters, { id: 'taken' });
  expect((await create(world.headquarters, { id: 'taken' })).faults).toMatchObject([{ code: 'TAKEN', place: 'id' }]);
});

test('a campaign is started, paused, resumed and cancelled, each step on record with who and why', async () => {
  await create(world.branch, { id: 'steps', scope: { provinces: ['04'] } });
  const step = async (name: string, rest = ''): Promise<unknown> =>
    told(
      await world.branch(
        `mutation { ${name}Campaign(input: { id: "steps"${rest} }) { campaign { state resumesIn } faults { code } } }`,
      ),
    );
  const now = (state: string, resumesIn: string | null = null): object => ({
    campaign: { state, resumesIn },
    faults: [],
  });
  expect(await step('apply')).toEqual({ campaign: null, faults: [{ code: 'STATE' }] });
  expect(await step('start')).toEqual(now('SCANNING'));
  expect(await step('start')).toEqual({ campaign: null, faults: [{ code: 'STATE' }] });
  expect(await step('pause', ', reason: " "')).toEqual({ campaign: null, faults: [{ code: 'REASON' }] });
  expect(await step('pause', ', reason: "the register is being mended"')).toEqual(now('PAUSED', 'SCANNING'));
  expect(await step('resume')).toEqual(now('SCANNING'));
  expect(await step('cancel', ', reason: "no longer wanted"')).toEqual(now('CANCELLED'));
  expect((await find(world.branch, 'steps'))?.['events']).toEqual(
    [
      { from: null, to: 'CREATED', reason: null },
      { from: 'CREATED', to: 'SCANNING', reason: null },
      { from: 'SCANNING', to: 'PAUSED', reason: 'the register is being mended' },
      { from: 'PAUSED', to: 'SCANNING', reason: null },
      { from: 'SCANNING', to: 'CANCELLED', reason: 'no longer wanted' },
    ].map((event) => ({ ...event, actor: OFFICER })),
  );
  const revert =
    'mutation { revertCampaign(input: { id: "steps", as: "steps-back" }) { campaign { id reverts } faults { code } } }';
  expect(told(await world.branch(revert))).toEqual({ campaign: { id: 'steps-back', reverts: 'steps' }, faults: [] });
  expect((told(await world.branch(revert)) as Made).faults).toEqual([{ code: 'TAKEN' }]);
});

describe('the figures of a campaign', () => {
  const ID = 'figures';
  const numbers = numbersOf(9, 500);

  beforeAll(async () => {
    const { client } = world;
    await makeReviewedCampaign(client, ID);
    const states = [
      'POSSIBLE',
      'POSSIBLE',
      'PROPOSED',
      'APPLIED',
      'REJECTED',
      'CONFLICT',
      'POSSIBLE',
      'APPLIED',
      'APPLIED',
    ];
    await addFindings(
      client,
      ID,
      numbers.map((insuranceNumber, i) => ({ insuranceNumber, state: states[i] ?? '', province: i < 6 ? '04' : '79' })),
    );
    const counts = [
      ['04', '0100047516', 'ALL', 40],
      ['04', '0100047516', 'VALID', 30],
      ['04', '0100047516', 'NAME_DIFFERS', 6],
      ['04', '', 'ALL', 10],
      ['04', '', 'VALID', 9],
      ['79', '0100047516', 'ALL', 100],
      ['79', '0100047516', 'VALID', 90],
      ['79', '0100047516', 'SHARED', 4],
    ] as const;
    for (const row of counts) {
      await client.query(
        'insert into campaign.count (campaign, part, province, employer, anomaly, participants) values ($1, 0, $2, $3, $4, $5)',
        [ID, ...row],
      );
    }
    await client.query(
      `insert into campaign.unit (campaign, stage, part, province, participants, done, finished_at)
       values ($1, 'SCAN', 0, '04', 50, 50, now()), ($1, 'SCAN', 1, '79', 100, 100, now())`,
      [ID],
    );
  });

  const REPORT = `query ($id: ID!) { campaign(id: $id) {
    isPart
    report { scan { participants valid anomalies { anomaly participants } } isAccountedFor
      outcome { found matched applied conflict rejected open possible proposed }
      provinces { province scan { participants } outcome { applied } valid share }
      rules { rule findings } stages { stage units finished participants done } model { version } quality { evaluatedAt } }
    employers { employer scan { participants valid } }
    review { provinces { province waiting claimed decided } reviewers { reviewer } agreement { pairs same beyondChance } drawn checks { of } }
  } }`;

  test('are of all provinces for the headquarters', async () => {
    const answer = await world.headquarters(REPORT, { id: ID });
    expect(told(answer)).toEqual({
      isPart: false,
      report: {
        scan: {
          participants: 150,
          valid: 129,
          anomalies: [
            { anomaly: 'SHARED', participants: 4 },
            { anomaly: 'NAME_DIFFERS', participants: 6 },
          ],
        },
        isAccountedFor: true,
        outcome: { found: 9, matched: 9, applied: 3, conflict: 1, rejected: 1, open: 4, possible: 3, proposed: 1 },
        provinces: [
          { province: '04', scan: { participants: 50 }, outcome: { applied: 1 }, valid: 40, share: 0.8 },
          { province: '79', scan: { participants: 100 }, outcome: { applied: 2 }, valid: 92, share: 0.92 },
        ],
        rules: [{ rule: 'LINKED', findings: 9 }],
        stages: [{ stage: 'SCAN', units: 2, finished: 2, participants: 150, done: 150 }],
        model: null,
        quality: null,
      },
      employers: [{ employer: '0100047516', scan: { participants: 140, valid: 120 } }],
      review: {
        provinces: [
          { province: '04', waiting: 2, claimed: 0, decided: 0 },
          { province: '79', waiting: 1, claimed: 0, decided: 0 },
        ],
        reviewers: [],
        agreement: { pairs: 0, same: 0, beyondChance: null },
        drawn: 0,
        checks: { of: 0 },
      },
    });
    expect(await world.gateway.recordOf(answer)).toMatchObject({ fields: ['Query.campaign'], subjects: [] });
  });

  test('are of the own province alone for an officer of a branch', async () => {
    expect(told(await world.branch(REPORT, { id: ID }))).toMatchObject({
      isPart: true,
      report: {
        scan: { participants: 50, valid: 39, anomalies: [{ anomaly: 'NAME_DIFFERS', participants: 6 }] },
        outcome: { found: 6, applied: 1, open: 3 },
        provinces: [{ province: '04' }],
        stages: [{ units: 1, participants: 50 }],
      },
      employers: [{ employer: '0100047516', scan: { participants: 40, valid: 30 } }],
      review: { provinces: [{ province: '04', waiting: 2 }] },
    });
  });
});

describe('campaigns are nothing', () => {
  test('for another purpose, which is refused and on record', async () => {
    const ask = await world.gateway.as('hq-officer', 'collection');
    const answer = await ask(LIST);
    expect(answer.errors?.map(({ extensions }) => extensions['code'])).toEqual(['PURPOSE_NOT_GRANTED']);
    expect(answer.data).toEqual({ campaigns: null });
    const made = await ask(CREATE, { input: { id: 'for-collection' } });
    expect(made.errors?.map(({ extensions }) => extensions['code'])).toEqual(['PURPOSE_NOT_GRANTED']);
    expect(await find(world.headquarters, 'for-collection')).toBeNull();
    expect(await world.gateway.recordOf(made)).toMatchObject({
      fields: ['Mutation.createCampaign'],
      purpose: 'collection',
    });
  });

  const expectUnknown = async (ask: Asking): Promise<void> => {
    for (const document of [LIST, CREATE.replace('$input: CreateCampaignInput!', '$input: String')]) {
      const { data, errors } = await ask(document);
      expect(data ?? null).toBeNull();
      // A view without any mutation says of each that the graph answers queries.
      expect(['GRAPHQL_VALIDATION_FAILED', 'DOCUMENT_INVALID']).toContain(errors?.[0]?.extensions['code']);
    }
    const schema = await ask('{ __schema { types { name } } }');
    const names = (told(schema) as { types: readonly { name: string }[] }).types.map(({ name }) => name);
    expect(names).toContain('Query');
    expect(names.filter((name) => /Campaign|Review|Anomaly/.test(name))).toEqual([]);
  };

  test.each([
    ['ministry-of-health', 'health-insurance-payment'],
    ['tax-administration', 'tax-review'],
    ['public-security', 'population-update'],
    ['data-protection-officer', 'administration'],
    ['auditor', 'audit'],
  ] as const)('that %s knows of', async (persona, purpose) => expectUnknown(await world.gateway.as(persona, purpose)));

  test('that a citizen knows of', async () => {
    const [{ personalId } = { personalId: '' }] = await world.findPairs('04', 1);
    await expectUnknown(await world.gateway.as('citizen', 'own-record', personalId as PersonalId));
  });
});
