import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { URL_VARIABLES } from '../../src/config';
import type { Site } from '../../src/database/site';
import { graphSchema } from '../../src/server/graph-schema';
import { compareRegister } from '../../src/planning/contract';
import { DATABASES } from '../../src/values/databases';
import { openTestSite, testConfig } from '../support/cluster';
import { makeScratchRegister, type ScratchRegister } from '../support/scratch-register';

const NAME = 'contract_test';

let site: Site;
let register: ScratchRegister;

beforeAll(async () => {
  graphSchema();
  site = await openTestSite();
  register = await makeScratchRegister(site, NAME);
});

afterAll(async () => {
  await register.drop();
  await site.close();
});

it.each(DATABASES)('the %s database of the demonstration is as declared', async (database) => {
  expect(await compareRegister(site.reader(database), database)).toEqual([]);
});

const READER = 'lienthong_insurance_reader';
const TARGET = `create view share.target as select province_code, province_valid_from, scheme, year, measure, value
  from register.target; grant select on share.target to ${READER}`;

describe('a register that is not as declared', () => {
  it.each([
    [
      'the gateway may read one column of a view alone',
      `revoke select on share.target from ${READER}; grant select (value) on share.target to ${READER}`,
      ['right the gateway may not read share.target'],
      `revoke select (value) on share.target from ${READER}; grant select on share.target to ${READER}`,
    ],
    [
      'a view is gone',
      'drop view share.vssid_account',
      ['missing share.vssid_account is missing'],
      `create view share.vssid_account as select insurance_number, registered_on, approved_on, status
         from register.vssid_account; grant select on share.vssid_account to ${READER}`,
    ],
    [
      'a column was renamed',
      'alter view share.target rename column value to amount',
      [
        'missing share.target.value (bigint) is missing',
        'surplus share.target.amount is not declared, so it is not read',
      ],
      'alter view share.target rename column amount to value',
    ],
    [
      'a column is gone',
      `drop view share.target; create view share.target as select province_code, province_valid_from, scheme, year, value
         from register.target; grant select on share.target to ${READER}`,
      ['missing share.target.measure (text) is missing'],
      `drop view share.target; ${TARGET}`,
    ],
    [
      'a column has another type',
      `drop view share.target; create view share.target as select province_code, province_valid_from, scheme, year, measure,
         value::numeric as value from register.target; grant select on share.target to ${READER}`,
      ['different share.target.value is numeric; bigint is expected'],
      `drop view share.target; ${TARGET}`,
    ],
    [
      'an index of an edge is gone',
      'drop index register.participation_employer',
      ['index share.participation has no index for employer_unit_id, needed by EmployerUnit.participations'],
      'create index participation_employer on register.participation (employer_unit_id, started_on desc, participation_id)',
    ],
    [
      'an index of a filter is gone',
      'drop index register.employer_unit_tax_code',
      [
        'index share.employer_unit has no index for tax_code, needed by TaxOrganisation.units',
        'index share.participant has no index for employer_tax_code, needed by Query.participants',
      ],
      'create index employer_unit_tax_code on register.employer_unit (tax_code, unit_id)',
    ],
    [
      'a primary key is gone',
      'alter table register.vssid_account drop constraint vssid_account_pkey',
      ['index share.vssid_account has no index for insurance_number, needed by Participant.vssidAccount'],
      'alter table register.vssid_account add primary key (insurance_number)',
    ],
    [
      'the gateway may read a table of the owner',
      `grant usage on schema register to ${READER}; grant select on register.target to ${READER}`,
      ['right the gateway may read register.target, outside share'],
      `revoke usage on schema register from ${READER}; revoke select on register.target from ${READER}`,
    ],
    [
      'the gateway may read one column of a table of the owner',
      `grant usage on schema register to ${READER}; grant select (salary) on register.contribution to ${READER}`,
      ['right the gateway may read register.contribution, outside share'],
      `revoke usage on schema register from ${READER}; revoke select (salary) on register.contribution from ${READER}`,
    ],
    [
      'the gateway may write to a view',
      `grant update on share.target to ${READER}`,
      ['right the gateway may change share.target'],
      `revoke update on share.target from ${READER}`,
    ],
    [
      'the gateway may write to one column of a view',
      `grant update (value) on share.target to ${READER}`,
      ['right the gateway may change share.target'],
      `revoke update (value) on share.target from ${READER}`,
    ],
    [
      'the gateway may not read a view',
      `revoke select on share.target from ${READER}`,
      ['right the gateway may not read share.target'],
      `grant select on share.target to ${READER}`,
    ],
    [
      'the gateway may create objects',
      `grant create on schema share to ${READER}`,
      ['right the gateway may create objects in the schema share'],
      `revoke create on schema share from ${READER}`,
    ],
    [
      'it shares more than is declared',
      `create view share.extra as select 1 as one; grant select on share.extra to ${READER}`,
      ['surplus share.extra is not declared, so the gateway does not read it'],
      'drop view share.extra',
    ],
  ])('%s: it is named, and nothing else', async (_, breakIt, named, mend) => {
    await register.run(breakIt);
    const found = await compareRegister(register.reader, 'insurance');
    await register.run(mend);
    expect(found.map(({ kind, text }) => `${kind} ${text}`).sort()).toEqual([...named].sort());
    expect(await compareRegister(register.reader, 'insurance')).toEqual([]);
  });

  it('has nothing to share: every view is named', async () => {
    await register.run('alter schema share rename to elsewhere');
    const found = await compareRegister(register.reader, 'insurance');
    await register.run('alter schema elsewhere rename to share');
    const missing = found.filter(({ kind }) => kind === 'missing').map(({ text }) => text);
    expect(missing).toContain('share.participant is missing');
    expect(missing).toHaveLength(10);
  });
});

interface Ended {
  readonly code: number;
  readonly out: string;
}

function lienthong(words: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const program = join(__dirname, '..', '..', 'src', 'cli', 'lienthong.cjs');
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...words], { env }, (error, out) => {
      resolve({ code: Number(error?.code ?? 0), out });
    });
  });
}

describe('lienthong check-register', () => {
  const env = (): NodeJS.ProcessEnv => ({ ...process.env, LIENTHONG_DATA_DIR: testConfig().dataDir });

  it('prints one line and ends with 0 for a register that is as declared', async () => {
    const { code, out } = await lienthong(['check-register', 'tax'], env());
    expect(out).toMatch(/^tax: 0 differences in 4 views, \d+ columns and \d+ look-ups\n$/);
    expect(code).toBe(0);
  });

  it('prints a line for each difference, and nothing else, and ends with 1', async () => {
    await register.run('alter view share.target rename column value to amount');
    const { host, port, connectionString } = register.reader;
    const url =
      connectionString ?? `postgresql://${READER}@/${NAME}?host=${encodeURIComponent(host ?? '')}&port=${port}`;
    const { code, out } = await lienthong(['check-register', 'insurance'], {
      ...env(),
      [URL_VARIABLES.insurance]: url,
    });
    await register.run('alter view share.target rename column amount to value');
    expect(out.split('\n')).toEqual([
      'missing   share.target.value (bigint) is missing',
      'surplus   share.target.amount is not declared, so it is not read',
      expect.stringMatching(/^insurance: 1 differences in 10 views, \d+ columns and \d+ look-ups$/),
      '',
    ]);
    expect(code).toBe(1);
  });

  it('fails and prints nothing for a register that does not exist', async () => {
    const { code, out } = await lienthong(['check-register', 'weather'], env());
    expect(code).not.toBe(0);
    expect(out).toBe('');
  });
});
