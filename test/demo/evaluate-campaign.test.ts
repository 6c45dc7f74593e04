import { Client } from 'pg';
import { evaluate, renderReport } from '../../src/cli/campaign-report';
import { readConfig } from '../../src/config';
import { withClient } from '../../src/demo/build-schema';
import { linkedByFinding, linkedByStatedId, type LinkingFinding } from '../../src/demo/linked-citizen';
import { simulateReview } from '../../src/demo/simulate-review';
import { openTruth, type Truth } from '../../src/demo/truth';
import type { QualityGroup } from '../../src/values/campaign-quality';
import { makeCampaign, makeFindings, type MadeFinding } from '../campaigns/report/made-campaign';
import { openOwnNation, type OwnNation } from '../support/own-nation';

let nation: OwnNation;
let gateway: Client;
let people: readonly Known[];

/** A participant, and all that the owners of the registers and of the truth know of them. */
interface Known {
  readonly number: string;
  readonly stated: string | null;
  readonly province: string;
  readonly truth: string;
  readonly sex: string;
  readonly birth: string;
  readonly errors: readonly string[];
}

beforeAll(async () => {
  nation = await openOwnNation({ citizens: 2_000 });
  gateway = new Client(nation.site.writer());
  await gateway.connect();
  people = await readKnown();
});
afterAll(async () => {
  await gateway.end();
  await nation.close();
});

/** No test sees what another one's campaign has in hand. */
afterEach(() => asOwner('gateway', 'delete from campaign.finding'));

function asOwner(database: 'gateway' | 'truth', sql: string, values: readonly unknown[] = []): Promise<unknown> {
  return withClient(nation.site.owner(database), (client) => client.query(sql, [...values]));
}

async function readKnown(): Promise<readonly Known[]> {
  const { site } = nation;
  const rowsOf = <Row extends object>(database: 'insurance' | 'truth', sql: string): Promise<Row[]> =>
    withClient(site.owner(database), async (client) => (await client.query<Row>(sql)).rows);
  const participants = await rowsOf<{ number: string; stated: string | null; province: string }>(
    'insurance',
    `select insurance_number as number, personal_id as stated, province_code as province from register.participant order by 1`,
  );
  const records = await rowsOf<{ number: string; truth: string; sex: string; birth: string }>(
    'truth',
    `select record_key as number, personal_id as truth, sex, birth_date::text as birth
       from register.record join register.person using (person_number) where register = 'insurance'`,
  );
  const errors = await rowsOf<{ number: string; kind: string }>(
    'truth',
    `select distinct record_key as number, kind from register.injected_error where register = 'insurance'`,
  );
  const truths = new Map(records.map((row) => [row.number, row]));
  return participants.map((row) => ({
    ...row,
    ...truths.get(row.number)!,
    errors: errors.filter(({ number }) => number === row.number).map(({ kind }) => kind),
  }));
}

const groupOf = (groups: readonly QualityGroup[], dimension: string, key = ''): QualityGroup | undefined =>
  groups.find((group) => group.dimension === dimension && group.key === key);

const keysOf = ({ number, province, truth }: Known): Pick<MadeFinding, 'number' | 'province' | 'proposedId'> => ({
  number,
  province,
  proposedId: truth,
});

const isBorrowed = ({ errors }: Known): boolean => errors.includes('BORROWED_IDENTITY');

/**
 * A campaign whose findings are partly wrong by construction: of those whose stated ID is not the true one, in turn one is
 * proposed rightly, proposed wrongly, reviewed rightly, reviewed wrongly, waits, has no match.
 */
async function makePartlyWrong(id: string): Promise<readonly Known[]> {
  const broken = people.filter((of) => of.stated !== of.truth && !isBorrowed(of));
  const other = people[0]!.truth;
  const how = [
    { state: 'APPLIED', rule: 'LINKED', proposedId: 'TRUE' },
    { state: 'PROPOSED', rule: 'OLD_CARD', proposedId: 'OTHER' },
    { state: 'ACCEPTED', rule: 'REVIEWED', proposedId: 'TRUE' },
    { state: 'APPLIED', rule: 'REVIEWED', proposedId: 'OTHER' },
    { state: 'POSSIBLE', rule: 'LINKED', proposedId: 'TRUE' },
    { state: 'UNMATCHED', rule: null, proposedId: null },
  ] as const;
  await makeCampaign(gateway, { id });
  await makeFindings(
    gateway,
    id,
    broken.map(({ number, province, stated, truth }, i): MadeFinding => {
      const { state, rule, proposedId } = how[i % how.length]!;
      return {
        number,
        province,
        anomalies: ['MISSING'],
        statedId: stated,
        state,
        rule,
        proposedId: proposedId === 'TRUE' ? truth : proposedId === 'OTHER' ? other : null,
        settledAt: state === 'APPLIED' ? new Date() : null,
      };
    }),
  );
  return broken;
}

test('a campaign that is partly wrong by construction is measured as wrong as it was made', async () => {
  const broken = await makePartlyWrong('evaluated');
  const groups = await evaluate(nation, 'evaluated', { chunk: 300 });
  const everybody = people.filter((of) => !isBorrowed(of));
  const times = (turn: number): number => broken.filter((_, i) => i % 6 === turn).length;
  const valid = everybody.length - broken.length;
  expect(broken.length).toBeGreaterThan(100);
  expect(groupOf(groups, 'ALL')).toEqual({
    dimension: 'ALL',
    key: '',
    participants: everybody.length,
    automatic: valid + times(0) + times(1),
    automaticRight: valid + times(0),
    strangersLinked: 0,
    recalled: valid + times(0) + times(2),
  });
  const anomalous = groupOf(groups, 'ANOMALOUS')!;
  const none = ['SPELLING_VARIANT', 'RESIDENCE_STALE', 'COMMUNE_OBSOLETE'];
  expect(anomalous.participants).toBe(
    everybody.filter(({ errors }) => errors.some((kind) => !none.includes(kind))).length,
  );
  expect(anomalous.automatic - anomalous.automaticRight).toBe(times(1));

  const missing = broken.map((of, i) => ({ of, turn: i % 6 })).filter(({ of }) => of.errors.includes('ID_MISSING'));
  expect(missing.length).toBeGreaterThan(20);
  expect(groupOf(groups, 'KIND', 'ID_MISSING')).toMatchObject({
    participants: missing.length,
    automatic: missing.filter(({ turn }) => turn < 2).length,
    automaticRight: missing.filter(({ turn }) => turn === 0).length,
    recalled: missing.filter(({ turn }) => turn === 0 || turn === 2).length,
  });

  const sumOver = (dimension: string): number =>
    groups.filter((group) => group.dimension === dimension).reduce((sum, { participants }) => sum + participants, 0);
  for (const dimension of ['PROVINCE', 'AGE', 'SEX']) expect(sumOver(dimension)).toBe(everybody.length);
  expect(groupOf(groups, 'SEX', 'F')?.participants).toBe(everybody.filter(({ sex }) => sex === 'F').length);
  // Somebody is of age at the data's day, the last one of 2023.
  const minors = everybody.filter(({ birth }) => birth > '2005-12-31').length;
  expect(groupOf(groups, 'AGE', '0-17')?.participants ?? 0).toBe(minors);
  const old = everybody.filter(({ birth }) => birth <= '1963-12-31').length;
  expect(groupOf(groups, 'AGE', '60+')?.participants).toBe(old);

  const text = await renderReport(nation, 'evaluated', 'text');
  const share = (100 * (valid + times(0))) / (valid + times(0) + times(1));
  expect(text).toMatch(new RegExp(`all in scope +[\\d,]+ +${share.toFixed(3)} %`));
});

test('who worked under another person’s papers is told of apart, and in no other group', async () => {
  const worker = people.find((of) => of.errors.length === 0)!.number;
  await asOwner(
    'truth',
    `insert into register.injected_error values ('insurance', $1, 'person', 'BORROWED_IDENTITY', null), ('insurance', $1, 'full_name', 'TYPO', null)`,
    [worker],
  );
  await makeCampaign(gateway, { id: 'borrowed' });
  const groups = await evaluate(nation, 'borrowed');
  await asOwner('truth', 'delete from register.injected_error where record_key = $1', [worker]);
  const apart = people.filter(isBorrowed).length + 1;
  expect(groupOf(groups, 'APART', 'BORROWED_IDENTITY')?.participants).toBe(apart);
  expect(groupOf(groups, 'ALL')?.participants).toBe(people.length - apart);
  const typos = people.filter((of) => of.errors.includes('TYPO') && !isBorrowed(of)).length;
  expect(groupOf(groups, 'KIND', 'TYPO')?.participants).toBe(typos);
  expect(groupOf(groups, 'KIND', 'BORROWED_IDENTITY')).toBeUndefined();
});

test('a link of somebody without a citizen record is wrong, and counts against the precision alone', async () => {
  const stranger = people.find((of) => of.stated === of.truth && !isBorrowed(of))!;
  const records = people.filter(({ truth }) => truth === stranger.truth);
  await makeCampaign(gateway, { id: 'strangers' });
  const before = groupOf(await evaluate(nation, 'strangers'), 'ALL')!;
  const rename = `update register.person set personal_id = $2 where personal_id = $1`;
  await asOwner('truth', rename, [stranger.truth, '904099999999']);
  const after = groupOf(await evaluate(nation, 'strangers'), 'ALL')!;
  await asOwner('truth', rename, ['904099999999', stranger.truth]);
  expect(before.strangersLinked).toBe(0);
  expect(after.participants).toBe(before.participants - records.length);
  expect(after.strangersLinked).toBe(records.filter(({ stated }) => stated !== null).length);
});

test('whom another campaign has in hand, or has left without a valid ID, is left out', async () => {
  const everybody = people.filter((of) => !isBorrowed(of));
  const finding = { anomalies: ['SHARED'], rule: 'LINKED' } as const;
  const states = [
    { state: 'PROPOSED', held: true },
    { state: 'APPLIED', held: true },
    { state: 'REJECTED', held: false },
    { state: 'APPLIED', held: false },
    { state: 'CONFIRMED', held: false },
  ] as const;
  await makeCampaign(gateway, { id: 'other' });
  await makeFindings(
    gateway,
    'other',
    states.map((of, i) => ({ ...finding, ...of, ...keysOf(everybody[i]!) })),
  );
  await makeCampaign(gateway, { id: 'beside' });
  expect(groupOf(await evaluate(nation, 'beside'), 'ALL')?.participants).toBe(everybody.length - 3);
});

test('who is valid is no part of a campaign that takes up some anomalies alone', async () => {
  await makeCampaign(gateway, { id: 'whole' });
  await gateway.query(
    `insert into campaign.campaign (campaign, body, hash, created_by)
     select 'narrow', replace(body, '"anomalies":null', '"anomalies":["SHARED"]'), hash, created_by
       from campaign.campaign where campaign = 'whole'`,
  );
  const some = people.filter((of) => !isBorrowed(of)).slice(0, 3);
  const finding = { anomalies: ['SHARED'], state: 'PROPOSED', rule: 'LINKED' } as const;
  await makeFindings(
    gateway,
    'narrow',
    some.map((of) => ({ ...finding, ...keysOf(of) })),
  );
  const narrow = groupOf(await evaluate(nation, 'narrow'), 'ALL');
  expect(narrow).toMatchObject({ participants: 3, automatic: 3, automaticRight: 3, recalled: 3 });
});

describe('whom a campaign linked with whom', () => {
  const finding: LinkingFinding = {
    state: 'PROPOSED',
    personalId: 'stated',
    proposedId: 'proposed',
    rule: 'LINKED',
    sampled: false,
    first: 'first',
  };
  const cases: readonly (readonly [string, Partial<LinkingFinding>, string | null, string | null])[] = [
    ['an automatic match', {}, 'proposed', 'proposed'],
    ['one that a register did not take', { state: 'CONFLICT' }, 'proposed', 'proposed'],
    ['a confirmed one', { state: 'CONFIRMED', rule: 'SAME_ID', proposedId: null }, 'stated', 'stated'],
    ['a reviewer’s choice', { state: 'ACCEPTED', rule: 'REVIEWED' }, null, 'proposed'],
    ['a form’s', { state: 'APPLIED', rule: 'FORM' }, null, 'proposed'],
    ['a possible match', { state: 'POSSIBLE' }, null, null],
    ['what an exact pass found and nothing decided on', { state: 'FOUND', rule: 'SAME_ID' }, null, null],
    ['a rejected one', { state: 'REJECTED' }, null, null],
    ['papers', { state: 'PAPERS', rule: 'REVIEWED' }, null, null],
    ['a drawn one that waits', { state: 'POSSIBLE', sampled: true }, 'proposed', 'proposed'],
    ['a drawn one that was accepted', { state: 'APPLIED', sampled: true }, 'proposed', 'proposed'],
    ['a drawn one that was corrected', { state: 'ACCEPTED', sampled: true, rule: 'REVIEWED' }, 'first', 'proposed'],
    ['a drawn one that was rejected', { state: 'REJECTED', sampled: true }, 'proposed', null],
  ];
  test.each(cases)('%s', (_name, of, automatic, final) => {
    expect(linkedByFinding({ ...finding, ...of })).toEqual({ automatic, final });
  });

  test('whoever is valid is linked by the ID they state', () => {
    expect(linkedByStatedId('stated')).toEqual({ automatic: 'stated', final: 'stated' });
  });
});

describe('a reviewer who knows the truth', () => {
  const candidates = [{ personalId: 'A' }, { personalId: 'B' }];
  test.each([
    ['accepts the true citizen among the candidates', { proposedId: 'A', candidates }, 'B', 'ACCEPT', 'B'],
    ['asks for papers when the citizen is not shown', { proposedId: 'A', candidates }, 'C', 'PAPERS', null],
    ['rejects when the truth knows nobody', { proposedId: 'A', candidates }, null, 'REJECT', null],
    ['looks at the proposed one where nobody else is shown', { proposedId: 'A', candidates: null }, 'A', 'ACCEPT', 'A'],
  ] as const)('%s', (_name, finding, truth, decision, chosenId) => {
    expect(simulateReview(finding, truth)).toMatchObject({ decision, chosenId });
  });
});

describe('the ground truth', () => {
  let truth: Truth;

  beforeAll(async () => {
    truth = await openTruth(nation);
  });
  afterAll(() => truth.close());

  test('says who somebody is by the insurance number, and nothing of a number that nobody has', async () => {
    const some = people.slice(0, 50);
    const known = await truth.personOf([...some.map(({ number }) => number), '0000000000']);
    expect(known).toEqual(new Map(some.map(({ number, truth: id }) => [number, id])));
  });

  test('is read under a role that can change nothing and enter nothing else, and no role of the gateway’s can read it', async () => {
    const { site } = nation;
    const reader = site.truthReader();
    await withClient(reader, async (client) => {
      const { rows } = await client.query<{ role: string }>('select current_user as role');
      expect(rows).toEqual([{ role: 'lienthong_truth_reader' }]);
      await client.query('set default_transaction_read_only = off');
      await expect(client.query(`delete from register.record`)).rejects.toThrow('permission denied');
      await expect(client.query(`create table register.copy ()`)).rejects.toThrow('permission denied');
    });
    for (const other of site.databases.filter((name) => name !== 'truth')) {
      await expect(withClient({ ...reader, database: other }, () => Promise.resolve())).rejects.toThrow(
        'permission denied',
      );
    }
    for (const role of [site.writer(), site.reader('gateway'), site.corrector('insurance')]) {
      await expect(withClient({ ...role, database: 'truth' }, () => Promise.resolve())).rejects.toThrow(
        'permission denied',
      );
    }
  });

  test('is known in a demonstration alone', async () => {
    const { site } = nation;
    const config = readConfig({ LIENTHONG_DATA_DIR: 'unused', LIENTHONG_TAX_URL: 'postgresql://localhost/tax' });
    await expect(openTruth({ site, config })).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
  });
});
