import { requireSubject, type SubjectContext } from '../../src/graph/subject-access/subject-context';
import { loadSecret } from '../../src/database/installation-secret';
import { signPersonaToken } from '../../src/demo/demonstration-issuer';
import { findPersona } from '../../src/demo/personas';
import type { PersonalId } from '../../src/values/personal-id';
import { testConfig } from '../support/cluster';
import { askAt } from '../support/gateway';
import { type Asking, type ProtectedGateway, startProtectedGateway } from '../support/protected-gateway';
import { openTables, type RegisterTables } from '../support/register-tables';
import { codeOf, findPeople, LOG, nodesOf, readLog } from '../support/subject-log';

const DAY_MS = 86_400_000;

const PERSON = 'query ($id: PersonalId!) { person(personalId: $id) { citizen { fullName birthDate } } }';
const PARTICIPANT =
  'query ($number: InsuranceNumber!) { participant(insuranceNumber: $number) { insuranceNumber birthDate } }';

let gateway: ProtectedGateway;
let tables: RegisterTables;
let officer: Asking;
let ministry: Asking;
/** How far the clock by which disclosures are delayed and objections fall due is ahead. */
let ahead = 0;

beforeAll(async () => {
  gateway = await startProtectedGateway({ now: () => Date.now() + ahead });
  tables = openTables(gateway.site);
  officer = await gateway.as('hq-officer', 'campaign');
  ministry = await gateway.as('ministry-of-health', 'health-insurance-payment');
});
afterEach(() => (ahead = 0));
afterAll(async () => {
  await tables.close();
  await gateway.close();
});

const citizen = (id: PersonalId): Promise<Asking> => gateway.as('citizen', 'own-record', id);

describe('a citizen', () => {
  it('reads what the registers state about them, by their token alone, and it is on record', async () => {
    const [{ id } = { id: '' as PersonalId }] = await findPeople(tables, 1, 0);
    const answer = await (await citizen(id))('{ myRecord { personalId participants { personalId } } }');
    expect(answer.data).toEqual({ myRecord: { personalId: id, participants: [{ personalId: id }] } });
    expect(await gateway.recordOf(answer)).toMatchObject({
      agreement: { id: 'citizen' },
      fields: ['Participant.personalId', 'Person.personalId'],
      counts: { people: 1, probed: 0 },
      outcome: 'answered',
    });
  });

  it('has no field by which anybody else could be asked about', async () => {
    const [{ id } = { id: '' as PersonalId }] = await findPeople(tables, 1, 0);
    expect(codeOf(await (await citizen(id))(PERSON, { id }))).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('is somebody with a personal ID: any other token is refused', () => {
    for (const asker of [null, { issuer: 'i', subject: 's', personalId: null }]) {
      expect(() => requireSubject({ asker } as SubjectContext)).toThrow('the access token names no personal ID');
    }
  });
});

describe('the log of a citizen', () => {
  it('says who was told what kind of facts and why, newest first, themselves among them, and never a value', async () => {
    const [{ id, number } = { id: '' as PersonalId, number: '' }] = await findPeople(tables, 1, 3);
    const me = await citizen(id);
    await me('{ myRecord { personalId } }');
    await officer(PERSON, { id });
    await ministry(
      'query ($search: SearchPeopleInput!) { searchPeople(search: $search) { participants { birthDate } } }',
      {
        search: { insuranceNumber: number },
      },
    );
    await ministry(
      `query ($id: PersonalId!) { verify(personalId: $id, statements: [{ field: CITIZEN_SEX, value: "MALE" }]) }`,
      { id },
    );
    const log = await readLog(me);
    const common = { masked: false, verified: false, own: false };
    expect(nodesOf(log).slice(0, 4)).toMatchObject([
      {
        receiver: 'Ministry of Health',
        system: 'ministry-of-health',
        purpose: 'health-insurance-payment',
        reason: 'Paying for treatment covered by health insurance',
        reasonInVietnamese: 'Thanh toán chi phí khám bệnh, chữa bệnh bảo hiểm y tế',
        agreement: 'Payment of treatment under health insurance',
        legalBasis: 'Decree 278/2025/NĐ-CP, article 5',
        registers: ['POPULATION'],
        classes: ['IDENTITY'],
        ...common,
        verified: true,
      },
      { receiver: 'Ministry of Health', registers: ['INSURANCE'], classes: ['IDENTITY'], ...common, masked: true },
      {
        receiver: 'Viet Nam Social Security',
        system: 'social-insurance-workplace',
        purpose: 'campaign',
        agreement: 'Officers of the headquarters',
        legalBasis: 'Law on Social Insurance 41/2024/QH15, article 15',
        ...common,
      },
      { receiver: 'The citizen', system: 'citizen-portal', purpose: 'own-record', ...common, own: true },
    ]);
    expect(JSON.stringify(log)).not.toContain(id);
    expect(JSON.stringify(log)).not.toContain(number);
    const times = nodesOf(log).map(({ time }) => String(time));
    expect(times).toEqual(times.toSorted().reverse());
  });

  it('is itself on record when it is read, and then in the log', async () => {
    const [{ id } = { id: '' as PersonalId }] = await findPeople(tables, 1, 6);
    const me = await citizen(id);
    const answer = await me(LOG);
    expect(await gateway.recordOf(answer)).toMatchObject({
      fields: ['Query.myDisclosures'],
      counts: { people: 1, rows: 0 },
      outcome: 'answered',
    });
    const [latest] = nodesOf(await readLog(me));
    expect(latest).toMatchObject({ own: true, purpose: 'own-record', classes: [] });
  });

  it('does not take for their own what another citizen read under the same ID', async () => {
    const [{ id } = { id: '' as PersonalId }] = await findPeople(tables, 1, 32);
    const { actor } = findPersona('citizen')!;
    const namesake = { ...actor, subject: 'another-citizen', personalId: id };
    const token = await signPersonaToken(await loadSecret(testConfig()), namesake, new Date());
    const headers = { authorization: `Bearer ${token}` };
    expect((await askAt(gateway.url, '{ myRecord { personalId } }', {}, { headers })).errors).toBeUndefined();
    expect(nodesOf(await readLog(await citizen(id)))).toMatchObject([{ purpose: 'own-record', own: false }]);
  });

  it('leaves out what the purpose asks to delay, counts it, and shows it after that time', async () => {
    const [{ id, number } = { id: '' as PersonalId, number: '' }] = await findPeople(tables, 1, 9);
    const me = await citizen(id);
    const tax = await gateway.as('tax-administration', 'tax-review');
    expect((await tax(PARTICIPANT, { number })).errors).toBeUndefined();
    const before = await readLog(me);
    expect(before).toMatchObject({ delayed: 1, edges: [] });
    // Were it counted by day, the day would be told before its time.
    expect(await readLog(me, { period: { to: '2020-01-01' } })).toMatchObject({ delayed: 1, edges: [] });
    ahead = 31 * DAY_MS;
    const after = await readLog(me);
    expect(after.delayed).toBe(0);
    expect(nodesOf(after).map(({ receiver }) => receiver)).toEqual([
      'The citizen',
      'The citizen',
      'Tax Administration',
    ]);
    expect(nodesOf(after)[2]).toMatchObject({ masked: true, classes: ['IDENTITY'] });
  });

  it('has pages and periods; a cursor of another person is refused', async () => {
    const [one, other] = await findPeople(tables, 2, 12);
    const me = await citizen(one!.id);
    for (let time = 0; time < 5; time += 1) await officer(PERSON, { id: one!.id });
    const first = await readLog(me, { first: 3 });
    expect(first.pageInfo.hasNextPage).toBe(true);
    const rest = await readLog(me, { first: 3, after: first.pageInfo.endCursor });
    const campaign = nodesOf(rest).filter(({ purpose }) => purpose === 'campaign');
    expect([...nodesOf(first), ...campaign]).toHaveLength(5);
    expect(new Set([...nodesOf(first), ...campaign].map((node) => node.id)).size).toBe(5);
    const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
    expect((await readLog(me, { period: { to: '2020-01-01' } })).edges).toEqual([]);
    expect((await readLog(me, { period: { from: today } })).edges.length).toBeGreaterThan(5);
    const reversed = await me(LOG, { period: { from: today, to: '2020-01-01' } });
    expect(reversed.errors?.[0]?.extensions).toMatchObject({ code: 'ARGUMENT_INVALID', reason: 'PERIOD_REVERSED' });
    const stranger = await citizen(other!.id);
    expect(codeOf(await stranger(LOG, { after: first.pageInfo.endCursor }))).toBe('CURSOR_INVALID');
    expect(codeOf(await me(LOG, { first: 101 }))).toBe('ARGUMENT_INVALID');
  });

  it('is whole where a register states an ID that was replaced, asked by either ID', async () => {
    const superseded = await tables.select<{ now: PersonalId; before: PersonalId }>(
      'population',
      'select personal_id as now, superseded_id as before from share.superseded_id order by superseded_id',
    );
    const [stale] = await tables.select<{ before: PersonalId; number: string }>(
      'insurance',
      `select personal_id as before, insurance_number as number from share.participant
         where personal_id = any($1) order by insurance_number limit 1`,
      [superseded.map(({ before }) => before)],
    );
    const pair = superseded.find(({ before }) => before === stale?.before);
    await officer(PARTICIPANT, { number: stale?.number });
    for (const id of [pair!.now, pair!.before]) {
      expect(nodesOf(await readLog(await citizen(id))).filter(({ purpose }) => purpose === 'campaign')).toMatchObject([
        { registers: ['INSURANCE'], own: false },
      ]);
    }
  });

  it('is refused, not told in part, while a register cannot say which records are theirs', async () => {
    const [{ id } = { id: '' as PersonalId }] = await findPeople(tables, 1, 35);
    const { site } = gateway;
    const nowhere = { host: '127.0.0.1', port: 1, user: 'nobody', password: 'x', database: 'none' };
    const broken = await startProtectedGateway({
      site: { ...site, reader: (name, limits) => (name === 'health' ? nowhere : site.reader(name, limits)) },
    });
    const answer = await (await broken.as('citizen', 'own-record', id))(LOG);
    expect(answer.data).toEqual({ myDisclosures: null });
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'SOURCE_UNAVAILABLE', register: 'health' });
    expect(await broken.recordOf(answer)).toMatchObject({ counts: { people: 0 }, reason: 'SOURCE_UNAVAILABLE' });
    await broken.close();
  });

  it('is whole where a register states a wrong ID, as long as it is nobody else’s', async () => {
    const { mine, others } = await findBySharedNumber();
    for (const { number } of [mine, others]) {
      await officer('query ($number: InsuranceNumber!) { participant(insuranceNumber: $number) { sex } }', { number });
    }
    const told = async (id: PersonalId): Promise<number> =>
      nodesOf(await readLog(await citizen(id))).filter(({ purpose }) => purpose === 'campaign').length;
    expect(await told(mine.id)).toBe(1);
    expect(await told(others.id)).toBe(0);
  });
});

/**
 * Two citizens by whose ID a health card is known, while the participant of the card's insurance number states another: for
 * `mine` an ID of nobody, or none; for `others` the ID of another citizen.
 */
async function findBySharedNumber(): Promise<
  Readonly<Record<'mine' | 'others', { readonly id: PersonalId; readonly number: string }>>
> {
  const cards = await tables.select<{ id: PersonalId; number: string }>(
    'health',
    `select personal_id as id, insurance_number as number from share.card where personal_id ~ '^90[0-9]{10}$'
       order by card_number`,
  );
  const participants = await tables.select<{ number: string; states: string | null }>(
    'insurance',
    'select insurance_number as number, personal_id as states from share.participant',
  );
  const citizens = new Set(
    (await tables.select<{ id: string }>('population', 'select personal_id as id from share.citizen')).map(
      ({ id }) => id,
    ),
  );
  const stated = new Map(participants.map(({ number, states }) => [number, states]));
  const differing = cards.filter(
    ({ id, number }) => citizens.has(id) && stated.has(number) && stated.get(number) !== id,
  );
  const mine = differing.find(({ number }) => !citizens.has(stated.get(number) ?? ''));
  const others = differing.find(({ number }) => citizens.has(stated.get(number) ?? ''));
  if (!mine || !others) throw new Error(`${differing.length} cards differ from their participants, of one kind alone`);
  return { mine, others };
}
