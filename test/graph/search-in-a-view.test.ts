import { type Asking, type ProtectedGateway, startProtectedGateway } from '../support/protected-gateway';
import { openTables, type RegisterTables } from '../support/register-tables';

/** Searches run on resolvers of their own, so that they narrow rows and record subjects by themselves. */

let gateway: ProtectedGateway;
let tables: RegisterTables;
let headquarters: Asking;
let branch: Asking;

beforeAll(async () => {
  gateway = await startProtectedGateway();
  tables = openTables(gateway.site);
  headquarters = await gateway.as('hq-officer', 'campaign');
  branch = await gateway.as('branch-officer-04', 'campaign');
});
afterAll(async () => {
  await tables.close();
  await gateway.close();
});

const SEARCH = `query Search($search: SearchPeopleInput!) {
  searchPeople(search: $search) {
    citizens { personalId }
    participants { insuranceNumber }
    taxpayers { taxCode }
    healthCards { cardNumber }
  }
}`;
const NOBODY = { citizens: [], participants: [], taxpayers: [], healthCards: [] };

const find = async (sql: string): Promise<string> => (await tables.sample<{ value: string }>('population', sql)).value;

const citizenOf = (condition: string): Promise<string> =>
  find(`select personal_id as value from share.citizen where ${condition} order by 1 limit 1`);

test('a branch finds people of its own province alone, whatever it searches by', async () => {
  const own = await citizenOf("province_code = '04'");
  const other = await citizenOf("province_code = '79'");
  const found = await branch(SEARCH, { search: { personalId: own } });
  expect(found.data).toMatchObject({ searchPeople: { citizens: [{ personalId: own }] } });
  expect((await gateway.recordOf(found)).counts.people).toBe(1);

  const hidden = await branch(SEARCH, { search: { personalId: other } });
  expect(hidden.data).toEqual({ searchPeople: NOBODY });
  expect(await gateway.recordOf(hidden)).toMatchObject({ subjects: [], counts: { people: 0, probed: 1 } });
  const whole = await headquarters(SEARCH, { search: { personalId: other } });
  expect(whole.data).toMatchObject({ searchPeople: { citizens: [{ personalId: other }] } });
});

test('the holder of an old identity card is found by the branch of their province alone', async () => {
  const cardOf = (province: string): Promise<string> =>
    find(`select c.card_number as value from share.legacy_id_card c join share.citizen p using (personal_id)
           where p.province_code = '${province}' order by 1 limit 1`);
  const [own, other] = [await cardOf('04'), await cardOf('79')];
  const citizens =
    'query($n: LegacyIdCardNumber!) { searchPeople(search: { legacyIdCardNumber: $n }) { citizens { personalId } } }';
  expect((await branch(citizens, { n: own })).data).not.toEqual({ searchPeople: { citizens: [] } });
  const hidden = await branch(citizens, { n: other });
  expect(hidden.data).toEqual({ searchPeople: { citizens: [] } });
  expect(await gateway.recordOf(hidden)).toMatchObject({ subjects: [], counts: { people: 0 } });
});

test('a ministry cannot search by what its view masks or does not have', async () => {
  const ministry = await gateway.as('ministry-of-health', 'health-insurance-payment');
  for (const search of ['{ personalId: "904185012345" }', '{ fullName: "An", birthDate: "1985-01-01", sex: MALE }']) {
    const answer = await ministry(`{ searchPeople(search: ${search}) { healthCards { cardNumber } } }`);
    expect(answer.status).toBe(400);
    expect(answer.errors?.every(({ extensions }) => extensions['code'] === 'GRAPHQL_VALIDATION_FAILED')).toBe(true);
  }
});

test('statements about a person hold no more than the view: no masked value, no attribute of a hidden field', async () => {
  const { __type: type } = (await headquarters('{ __type(name: "PersonAttribute") { enumValues { name } } }'))
    .data as never as {
    __type: { enumValues: { name: string }[] };
  };
  expect(type.enumValues.map(({ name }) => name).sort()).toEqual([
    'BIRTH_DATE',
    'DEATH',
    'NAME',
    'PERSONAL_ID',
    'RESIDENCE',
    'SEX',
  ]);
  const police = await gateway.as('public-security', 'population-update');
  const hidden = await police('{ __type(name: "PersonAttribute") { enumValues { name } } }');
  expect(hidden.data).toEqual({ __type: null });
});
