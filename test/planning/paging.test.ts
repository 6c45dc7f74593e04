import type { Site } from '../../src/database/site';
import { openTestSite } from '../support/cluster';
import { startGateway, type TestGateway } from '../support/gateway';
import { PATIENT } from '../support/graph';
import { makeScratchRegister, type ScratchRegister } from '../support/scratch-register';

/** Lists over a register that changes while somebody reads them, and over one that holds what it should not. */

let site: Site;
let register: ScratchRegister;
let gateway: TestGateway;

const insert = (number: string): Promise<void> =>
  register.run(
    `insert into register.participant (insurance_number, full_name, birth_date_precision, sex, province_code,
       province_valid_from, in_compulsory_si, in_voluntary_si, in_unemployment_insurance, in_health_insurance,
       first_registered_on, recorded_on)
     values ('${number}', 'Đỗ Thị Ổi', 'D', 'F', '04', '2008-08-01', true, false, false, true, '2020-01-01', '2020-01-01')`,
  );

beforeAll(async () => {
  site = await openTestSite();
  register = await makeScratchRegister(site, 'paging_test');
  gateway = await startGateway({ site: register.site, limits: PATIENT });
});

beforeEach(async () => {
  await register.run('delete from register.participant');
  for (const n of [10, 20, 30, 40, 50, 60]) await insert(`04990000${n}`);
});

afterAll(async () => {
  await gateway.close();
  await register.drop();
  await site.close();
});

interface Page {
  readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
  readonly edges: readonly { readonly node: { readonly insuranceNumber: string } }[];
}

async function askPage(after: string | null): Promise<{ numbers: readonly string[]; end: string; more: boolean }> {
  const { data, errors } = await gateway.ask(
    `query($after: String) { participants(filter: { province: "04", scheme: COMPULSORY_SI }, first: 3, after: $after) {
      pageInfo { endCursor hasNextPage } edges { node { insuranceNumber } } } }`,
    { after },
  );
  expect(errors).toBeUndefined();
  const page = data?.['participants'] as unknown as Page;
  return {
    numbers: page.edges.map(({ node }) => node.insuranceNumber.slice(-2)),
    end: page.pageInfo.endCursor,
    more: page.pageInfo.hasNextPage,
  };
}

describe('a list that changes between two pages', () => {
  it('neither repeats nor hides a row when others are inserted before and after the cursor', async () => {
    const first = await askPage(null);
    await insert('0499000015');
    await insert('0499000045');
    const second = await askPage(first.end);
    const third = await askPage(second.end);
    expect([first.numbers, second.numbers, third.numbers]).toEqual([['10', '20', '30'], ['40', '45', '50'], ['60']]);
    expect([first.more, second.more, third.more]).toEqual([true, true, false]);
  });

  it('goes on when the row of the cursor was deleted', async () => {
    const first = await askPage(null);
    await register.run("delete from register.participant where insurance_number in ('0499000010', '0499000030')");
    expect((await askPage(first.end)).numbers).toEqual(['40', '50', '60']);
  });
});

describe('a code that its register does not declare', () => {
  it('makes its own field null with an error that names it, and the rest answers', async () => {
    await register.run(`alter table register.participant drop constraint participant_sex_check;
      update register.participant set sex = 'X' where insurance_number = '0499000020'`);
    const { data, errors } = await gateway.ask(
      '{ participants(filter: { province: "04" }, first: 2) { edges { node { insuranceNumber sex } } } }',
    );
    expect(data).toEqual({
      participants: {
        edges: [
          { node: { insuranceNumber: '0499000010', sex: 'FEMALE' } },
          { node: { insuranceNumber: '0499000020', sex: null } },
        ],
      },
    });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['participants', 'edges', 1, 'node', 'sex'],
        extensions: { code: 'SOURCE_VALUE_INVALID', register: 'insurance', field: 'Participant.sex' },
      }),
    ]);
    expect(JSON.stringify(errors)).not.toContain('"X"');
  });
});

describe('a view that is gone', () => {
  it('is answered as its register being unavailable, without a word of SQL', async () => {
    await register.run('alter view share.vssid_account rename to elsewhere');
    const { data, errors } = await gateway.ask(
      '{ participant(insuranceNumber: "0499000010") { fullName vssidAccount { status } } province(code: "04") { name } }',
    );
    await register.run('alter view share.elsewhere rename to vssid_account');
    expect(data).toEqual({ participant: null, province: { name: 'Cao Bằng' } });
    expect(errors).toMatchObject([
      { path: ['participant'], extensions: { code: 'SOURCE_UNAVAILABLE', register: 'insurance' } },
    ]);
    expect(JSON.stringify(errors)).not.toMatch(/share\.|elsewhere|select|relation/);
  });
});
