import { Client } from 'pg';
import { startGateway, type TestGateway } from '../support/gateway';
import { PATIENT } from '../support/graph';
import { openWatchedSite, type RanStatement, type WatchedSite } from '../support/wire';
import { FLAGSHIP } from './flagship';

/** The province with the most participants: a page of 500 holds nearly as many there. */
const PROVINCE = '79';

let watched: WatchedSite;
let gateway: TestGateway;

beforeAll(async () => {
  watched = await openWatchedSite();
  gateway = await startGateway({ site: watched.site, limits: PATIENT, countsKeptMs: 0 });
});

afterAll(async () => {
  await gateway.close();
  await watched.close();
});

/** Asks the flagship query and gives what it made the registers run, with the number of rows on its page. */
async function runFlagship(first: number): Promise<{ rows: number; ran: readonly RanStatement[] }> {
  watched.takeStatements();
  const { data, errors } = await gateway.ask(FLAGSHIP, { province: PROVINCE, first });
  expect(errors).toBeUndefined();
  const page = data?.participants as unknown as { edges: unknown[] };
  return { rows: page.edges.length, ran: watched.takeStatements() };
}

function countByRegister(ran: readonly RanStatement[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { register } of ran) counts[register] = (counts[register] ?? 0) + 1;
  return counts;
}

/** Insurance: the page with employers and contributions, and the total. The others: all they have below the page. */
const BOUND = { insurance: 2, population: 1, health: 1, tax: 1 };

describe('the flagship query', () => {
  it('sends at most one statement per register and level and one for the total, on new connections', async () => {
    const { rows, ran } = await runFlagship(50);
    expect(rows).toBe(50);
    expect(countByRegister(ran)).toEqual(BOUND);
  });

  it('sends as many statements for 5 rows as for 500, on connections that have prepared them', async () => {
    const few = await runFlagship(5);
    const many = await runFlagship(500);
    expect(few.rows).toBe(5);
    expect(many.rows).toBeGreaterThan(400);
    expect(countByRegister(few.ran)).toEqual(BOUND);
    expect(countByRegister(many.ran)).toEqual(BOUND);
    expect(few.ran.map(({ text }) => text).sort()).toEqual(many.ran.map(({ text }) => text).sort());
  });

  it('counts the total only when it is asked for', async () => {
    watched.takeStatements();
    await gateway.ask('{ participants(first: 5) { edges { node { insuranceNumber } } } }');
    expect(countByRegister(watched.takeStatements())).toEqual({ insurance: 1 });
    await gateway.ask('{ participants(first: 5) { totalCount } }');
    const counted = watched.takeStatements();
    expect(countByRegister(counted)).toEqual({ insurance: 1 });
    expect(counted[0]?.text).toContain('count(*)');
  });

  it('sends prepared statements that read shared views and nothing else: no BEGIN, no SET, no table of an owner', async () => {
    const { ran } = await runFlagship(500);
    expect(ran.map(({ message }) => message)).toEqual(ran.map(() => 'Execute'));
    for (const { text } of ran) {
      const read = [...text.matchAll(/\b(?:from|join)\s+(?!unnest\(|\(|lateral|t\d+\b)(\S+)/g)].map(
        ([, relation]) => relation,
      );
      expect(read.length).toBeGreaterThan(0);
      expect(read.filter((relation) => !relation?.startsWith('share.'))).toEqual([]);
      expect(text).toMatch(/^(select|with t\d+ as materialized \(select) /);
      expect(text).not.toMatch(/\b(register|pg_catalog|information_schema)\./);
    }
  });

  it('never names a value in the text of a statement', async () => {
    const { ran } = await runFlagship(5);
    expect(ran.map(({ text }) => text.match(/'[^']+'/g)?.filter((literal) => literal !== "'[]'") ?? []).flat()).toEqual(
      [],
    );
  });
});

describe('other operations', () => {
  it('look a person up in one statement per register, and once more where statements read longer lists', async () => {
    const { data } = await gateway.ask(
      '{ participants(filter: { scheme: COMPULSORY_SI }, first: 500) { edges { node { citizen { personalId } } } } }',
    );
    const page = data?.participants as unknown as { edges: { node: { citizen: { personalId: string } | null } }[] };
    const id = page.edges.find(({ node }) => node.citizen)?.node.citizen?.personalId;
    const lists =
      'citizen { fullName } supersededBy { reason } participants { fullName } taxpayers { fullName } healthCards { fullName }';
    watched.takeStatements();
    const plain = await gateway.ask(`query($id: PersonalId!) { person(personalId: $id) { ${lists} } }`, { id });
    expect(plain.errors).toBeUndefined();
    expect(countByRegister(watched.takeStatements())).toEqual({ population: 1, insurance: 1, tax: 1, health: 1 });
    const stated = await gateway.ask(
      `query($id: PersonalId!) { person(personalId: $id) { ${lists}
        a: statements(attribute: NAME) { value } b: statements(attribute: SEX) { value } } }`,
      { id },
    );
    expect(stated.errors).toBeUndefined();
    expect(countByRegister(watched.takeStatements())).toEqual({ population: 1, insurance: 2, tax: 2, health: 2 });
  });

  it('read several lists of one register and level in one statement, whatever their names and lengths', async () => {
    watched.takeStatements();
    const { errors } = await gateway.ask(`{
      a: participants(filter: { province: "04" }, first: 3) { edges { node { contributions(first: 2) { month } b: contributions(first: 5) { month } } } }
      c: participants(filter: { province: "36" }, first: 4) { edges { node { contributions(first: 2) { month } vssidAccount { status } } } }
    }`);
    expect(errors).toBeUndefined();
    expect(countByRegister(watched.takeStatements())).toEqual({ insurance: 1 });
  });

  it('search each register in one statement', async () => {
    watched.takeStatements();
    const { errors } =
      await gateway.ask(`{ searchPeople(search: { fullName: "Nguyễn Văn An", sex: MALE, province: "79" }) {
      citizens { fullName } participants { fullName } taxpayers { fullName } healthCards { fullName } } }`);
    expect(errors).toBeUndefined();
    expect(countByRegister(watched.takeStatements())).toEqual({ population: 1, insurance: 1, tax: 1, health: 1 });
  });
});

describe('the listener itself', () => {
  it('sees BEGIN, SET and every statement of another client', async () => {
    watched.takeStatements();
    const client = new Client(watched.site.reader('tax'));
    await client.connect();
    await client.query('begin');
    await client.query('set local work_mem = 4096');
    await client.query({ name: 'n', text: 'select $1::int', values: [1] });
    await client.query({ name: 'n', text: 'select $1::int', values: [2] });
    await client.query('rollback');
    await client.end();
    expect(watched.takeStatements().map(({ register, message, text }) => [register, message, text])).toEqual([
      ['tax', 'Query', 'begin'],
      ['tax', 'Query', 'set local work_mem = 4096'],
      ['tax', 'Execute', 'select $1::int'],
      ['tax', 'Execute', 'select $1::int'],
      ['tax', 'Query', 'rollback'],
    ]);
  });
});
