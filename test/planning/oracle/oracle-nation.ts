import { rmSync } from 'node:fs';
import { Client } from 'pg';
import { readConfig } from '../../../src/config';
import { loadSecret } from '../../../src/database/installation-secret';
import { openSite, type Site } from '../../../src/database/site';
import { fillSite } from '../../support/own-nation';
import type { Database } from '../../../src/values/databases';
import { makeDataDir, silent } from '../../support/cluster';
import { embeddedEnvironment } from '../../support/embedded-environment';
import type { Samples } from './draw-operation';

/** A nation in a cluster of its own; the oracle's is spoilt in every way that a register can break its word. */
export interface OracleNation {
  readonly site: Site;
  readonly secret: Buffer;
  readonly samples: Samples;
  close(): Promise<void>;
}

const CITIZENS = 2_000;

/** Takes the checks away that would keep a register from holding what it should not. */
const LOOSENING = `
  do $$ declare r record; begin
    for r in select conrelid::regclass as owner, conname from pg_constraint
              where connamespace = 'register'::regnamespace and contype = 'c' loop
      execute format('alter table %s drop constraint %I', r.owner, r.conname);
    end loop;
    for r in select attrelid::regclass as owner, attname from pg_attribute a join pg_class c on c.oid = a.attrelid
              where relnamespace = 'register'::regnamespace and relkind = 'r' and attnotnull and attidentity = '' and attnum > 0
                and not exists (select from pg_constraint k where k.conrelid = a.attrelid and contype = 'p'
                                   and a.attnum = any(conkey)) loop
      execute format('alter table %s alter column %I drop not null', r.owner, r.attname);
    end loop;
  end $$;`;

/** What no register should hold: the plan and the reference path have to say the same about it. */
const SPOILING: Readonly<Partial<Record<Database, string>>> = {
  insurance: `
    update register.participant set sex = 'X' where insurance_number like '%7';
    update register.participant set personal_id = 'constructor' where insurance_number like '%31';
    update register.participant set personal_id = '__proto__' where insurance_number like '%32';
    update register.participant set full_name = E'"\\\\\\n\\t\\u2028 Đỗ 😀' where insurance_number like '%4';
    update register.employer_unit set tax_code = 'constructor' where unit_id % 5 = 0;
    update register.employer_unit set tax_code = '' where unit_id % 7 = 0;
    update register.contribution set salary = 9007199254740993 where insurance_number like '%5';
    update register.contribution set status = 'GONE' where insurance_number like '%6' and paid_on is not null;`,
  tax: `
    update register.taxpayer set personal_id = 'constructor' where tax_code like '%3';
    update register.organisation set name = 'toString' where tax_code like '%1';`,
  population: `
    update register.citizen set full_name = 'null' where personal_id like '%9';`,
  health: `
    update register.claim set diagnosis_envelope = 'sealed elsewhere' where claim_id % 3 = 0;
    update register.claim set diagnosis_envelope = null where claim_id % 3 = 1;`,
  gateway: `
    update register.province set english_name = null where code in ('36', '37');
    update register.published_figure set flag_codes = array[null, 'A'] where figure_id like '%a%';
    update register.published_figure set flag_codes = null where figure_id like '%b%';
    update register.published_figure set value = 'NaN' where figure_id like '%c%';
    update register.commune set kind = 'NOWHERE' where code like '%8';`,
};

/** Starts, fills and spoils it. */
export function openOracleNation(): Promise<OracleNation> {
  return openNation(CITIZENS, SPOILING);
}

/** A nation in a cluster of its own; each database is spoilt with its SQL. */
export async function openNation(
  citizens: number,
  spoiling: Readonly<Partial<Record<Database, string>>> = {},
): Promise<OracleNation> {
  const dataDir = makeDataDir();
  const LIENTHONG_SECRET = Buffer.alloc(32, 7).toString('base64');
  const config = readConfig(embeddedEnvironment({ LIENTHONG_DATA_DIR: dataDir, LIENTHONG_SECRET, PORT: '0' }));
  const site = await openSite(config, { log: silent, durable: false });
  const close = async (): Promise<void> => {
    await site.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const secret = await loadSecret(config);
    await fillSite(site, secret, { citizens });
    for (const [database, sql] of Object.entries(spoiling)) {
      await runAsOwner(site, database as Database, LOOSENING);
      await runAsOwner(site, database as Database, sql);
    }
    return { site, secret, samples: await sample(site), close };
  } catch (error) {
    await close();
    throw error;
  }
}

export async function runAsOwner(
  site: Site,
  database: Database,
  sql: string,
): Promise<readonly Record<string, unknown>[]> {
  const client = new Client(site.owner(database));
  await client.connect();
  try {
    const result = await client.query<Record<string, unknown>>(sql);
    return Array.isArray(result) ? [] : result.rows;
  } finally {
    await client.end();
  }
}

async function sample(site: Site): Promise<Samples> {
  const column = async (database: Database, sql: string): Promise<readonly unknown[]> =>
    (await runAsOwner(site, database, sql)).map((row) => row['value']);
  const people = await column(
    'population',
    `(select personal_id as value from register.citizen order by md5(personal_id) limit 60)
     union all (select superseded_id from register.superseded_id order by 1 limit 5)`,
  );
  const insuranceNumbers = await column(
    'insurance',
    'select insurance_number as value from register.participant order by md5(insurance_number) limit 60',
  );
  const employers = await column(
    'insurance',
    `select distinct tax_code as value from register.employer_unit where tax_code ~ '^[0-9]{10}$' order by 1 limit 30`,
  );
  const taxpayers = await column(
    'tax',
    'select tax_code as value from register.taxpayer order by md5(tax_code) limit 60',
  );
  const cards = await column(
    'health',
    'select card_number as value from register.card order by md5(card_number) limit 60',
  );
  const communes = await column('gateway', 'select distinct code as value from register.commune order by 1 limit 40');
  const figures = await runAsOwner(
    site,
    'gateway',
    'select figure_id, area_code, metric, scheme from register.published_figure',
  );
  return {
    PersonalId: [...people, '904185012345'],
    InsuranceNumber: [...insuranceNumbers, '0499999999'],
    taxCode: [...employers, ...taxpayers, '0100047516'],
    TaxCode: [...employers, '0100047516'],
    HealthCardNumber: [...cards, 'DT2040499000017'],
    LegacyIdCardNumber: ['080123456'],
    CommuneCode: [...communes, '99999'],
    ProvinceCode: ['01', '04', '15', '36', '44', '79', '80'],
    Date: ['2023-12-31', '2025-07-01', '2007-01-01', '1985-05-05'],
    String: ['constructor', 'Nguyễn Văn An'],
    area: figures.map((figure) => figure['area_code']),
    metric: figures.map((figure) => figure['metric']),
    scheme: figures.map((figure) => figure['scheme']).filter((scheme) => scheme !== null),
    first: [1, 1, 2, 2, 3, 3, 4, 5, 7, 10, 20, 0, -1, 100_000],
    after: [...insuranceNumbers.slice(0, 20).map((key) => [key]), ...figures.slice(0, 10).map((f) => [f['figure_id']])],
  };
}
