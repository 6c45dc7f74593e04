import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { actorOf } from '../../src/cli/persona';
import { type Config, readConfig, URL_VARIABLES } from '../../src/config';
import type { Site } from '../../src/database/site';
import { acceptedIssuers } from '../../src/demo/accepted-issuers';
import { DEMONSTRATION_ISSUER, demonstrationIssuer, signPersonaToken } from '../../src/demo/demonstration-issuer';
import { findDemonstrationCitizen } from '../../src/demo/find-citizen';
import { isDemonstration } from '../../src/demo/is-demonstration';
import { findPersona, PERSONA_NAMES, PERSONAS, toPersonaActor } from '../../src/demo/personas';
import { parsePersonalId } from '../../src/values/personal-id';
import { openTables, type RegisterTables } from '../support/register-tables';
import { openTestSite } from '../support/cluster';
import { makeAuthenticator, NOW, refusalOf } from './issuer-server';

const SECRET = Buffer.alloc(32, 1);
const HOUR = 3_600_000;
const SOMEBODY = parsePersonalId('904099000001');
const PARTNERS = {
  issuer: 'https://id.example',
  audience: 'https://gateway.example',
  jwksUri: 'https://id.example/jwks',
  algorithms: ['ES256'],
  kinds: ['partner'],
};

const directory = mkdtempSync(join(tmpdir(), 'liên thông '));
const issuersFile = join(directory, 'issuers.json');
writeFileSync(issuersFile, JSON.stringify({ issuers: [PARTNERS] }));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const configOf = (variables: Readonly<Record<string, string>>): Config =>
  readConfig({ LIENTHONG_DATA_DIR: directory, ...variables });

/** Every way in which a site stops being the demonstration, one variable each. */
const OTHERWISE: readonly (readonly [string, string])[] = [
  ...Object.values(URL_VARIABLES).map((variable) => [variable, 'postgresql://reader@127.0.0.1:1/register'] as const),
  ['LIENTHONG_ISSUERS', issuersFile],
];

test.each(PERSONA_NAMES)('the token of %s says who that is', async (name) => {
  const persona = findPersona(name)!;
  const actor = await toPersonaActor(persona, () => Promise.resolve(SOMEBODY));
  const gateway = makeAuthenticator([demonstrationIssuer(SECRET)]);
  expect(await gateway.ask(await signPersonaToken(SECRET, actor, new Date(NOW)))).toEqual(actor);
  expect(actor.personalId).toBe(name === 'citizen' ? SOMEBODY : null);
});

test('no two personas are the same actor', () => {
  const actors = PERSONAS.map(({ actor }) => JSON.stringify([actor.issuer, actor.subject]));
  expect(new Set(actors).size).toBe(PERSONA_NAMES.length);
});

test('a persona’s token is good for twelve hours, in this installation and no other', async () => {
  const actor = await actorOf('auditor', { config: configOf({}) });
  const token = await signPersonaToken(SECRET, actor, new Date(NOW));
  const gateway = makeAuthenticator([demonstrationIssuer(SECRET)]);
  gateway.pass(12 * HOUR - 1_000);
  expect(await gateway.ask(token)).toEqual(actor);
  gateway.pass(31_000);
  expect(await gateway.refusal(token)).toBe('TOKEN_INVALID EXPIRED');
  const elsewhere = makeAuthenticator([demonstrationIssuer(Buffer.alloc(32, 2))]);
  expect(await elsewhere.refusal(token)).toBe('TOKEN_INVALID SIGNATURE');
});

test('the demonstration’s issuer publishes no part of its key that could sign', () => {
  expect(JSON.stringify(demonstrationIssuer(SECRET))).not.toContain('"d"');
});

test('where everything is the product’s own, its own issuer is the only one', async () => {
  const config = configOf({});
  expect(isDemonstration(config)).toBe(true);
  const { issuers, clientCertificate } = await acceptedIssuers(config, SECRET);
  expect(issuers.map(({ issuer }) => issuer)).toEqual([DEMONSTRATION_ISSUER]);
  expect(clientCertificate).toBeNull();
});

test.each(OTHERWISE)('with %s set no persona can be used, and no token of one is accepted', async (variable, value) => {
  const config = configOf({ [variable]: value });
  expect(isDemonstration(config)).toBe(false);
  for (const name of PERSONA_NAMES) {
    await expect(actorOf(name, { config })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringContaining(variable),
    });
  }
  const demonstration = configOf({});
  const token = await signPersonaToken(SECRET, await actorOf('hq-officer', { config: demonstration }), new Date(NOW));
  const { issuers } = await acceptedIssuers(config, SECRET);
  expect(await makeAuthenticator(issuers).refusal(token)).toBe('TOKEN_INVALID ISSUER');
  expect((await makeAuthenticator((await acceptedIssuers(demonstration, SECRET)).issuers).ask(token))?.kind).toBe(
    'officer',
  );
});

test('a file of issuers cannot bring the demonstration’s in again', async () => {
  const config = demonstrationIssuer(SECRET);
  const text = { ...PARTNERS, issuer: config.issuer, audience: config.audience, kinds: config.kinds };
  const file = join(directory, 'demonstration.json');
  writeFileSync(file, JSON.stringify({ issuers: [text] }));
  await expect(acceptedIssuers(configOf({ LIENTHONG_ISSUERS: file }), SECRET)).rejects.toMatchObject({
    code: 'CONFIGURATION_INVALID',
    message: expect.stringContaining('issuers[0].issuer'),
  });
});

test('an unknown persona is told with those that there are', async () => {
  const config = configOf({});
  expect(await refusalOf(actorOf('minister', { config }))).toBe('CONFIGURATION_INVALID');
  await expect(actorOf('__proto__', { config })).rejects.toThrow('data-protection-officer');
});

describe('the citizen', () => {
  let site: Site;
  let tables: RegisterTables;
  beforeAll(async () => {
    site = await openTestSite();
    tables = openTables(site);
  });
  afterAll(async () => {
    await tables.close();
    await site.close();
  });

  test('is the same at every look, a living adult of Cao Bằng whom all four registers know', async () => {
    const { personalId } = await actorOf('citizen', { config: configOf({}), site });
    expect((await actorOf('citizen', { config: configOf({}), site })).personalId).toBe(personalId);
    const citizen = await tables.sample<{ status: string; province: string; age: number; name: string }>(
      'population',
      `select c.status, r.province_code as province, c.full_name as name,
              extract(year from age(date '2023-12-31', c.birth_date))::int as age
         from register.citizen c join register.residence r using (personal_id)
        where c.personal_id = $1 and r.kind = 'P' and r.ended_on is null`,
      [personalId],
    );
    expect(citizen).toMatchObject({ status: 'A', province: '04' });
    expect(citizen.age).toBeGreaterThanOrEqual(18);
    for (const [register, table] of [
      ['insurance', 'participant'],
      ['health', 'card'],
      ['tax', 'taxpayer'],
    ] as const) {
      await tables.sample(register, `select 1 from register.${table} where personal_id = $1`, [personalId]);
    }
  });

  test('is the first by personal ID: of those before it some register lacks each, or states another name or birth date', async () => {
    const { personalId } = await actorOf('citizen', { config: configOf({}), site });
    type Row = { id: string; name: string; born: string };
    const columns = 'personal_id as id, name_key as name, birth_date as born';
    const before = await tables.select<Row>(
      'population',
      `select ${columns} from share.citizen
        where province_code = '04' and status = 'A' and birth_date <= date '2004-12-31' and personal_id < $1`,
      [personalId],
    );
    const elsewhere = await Promise.all(
      (
        [
          ['insurance', 'participant'],
          ['health', 'card'],
          ['tax', 'taxpayer'],
        ] as const
      ).map(([register, table]) =>
        tables.select<Row>(register, `select ${columns} from share.${table} where personal_id <= $1`, [personalId]),
      ),
    );
    const agrees = (known: Row): boolean =>
      elsewhere.every((rows) =>
        rows.some(({ id, name, born }) => id === known.id && name === known.name && born === known.born),
      );
    expect(before.filter(agrees)).toEqual([]);
  });

  test('is sought on, page after page, until the registers agree, and missed with a word about the nation', async () => {
    const asked: string[] = [];
    const query = async (
      register: Parameters<Parameters<typeof findDemonstrationCitizen>[0]>[0],
      text: string,
      values: readonly unknown[],
    ) => {
      asked.push(register);
      if (register === 'tax') return [];
      const client = new Client(site.reader(register));
      await client.connect();
      try {
        return (await client.query<object>(text, [...values])).rows;
      } finally {
        await client.end();
      }
    };
    await expect(findDemonstrationCitizen(query)).rejects.toMatchObject({ code: 'DATABASE_FAILED' });
    const { rows } = await tables
      .select<{ n: number }>(
        'population',
        `select count(*)::int as n from share.citizen
          where province_code = '04' and status = 'A' and birth_date <= date '2004-12-31'`,
      )
      .then((found) => ({ rows: found }));
    const pages = Math.ceil((rows[0]?.n ?? 0) / 200) + 1;
    expect(asked.filter((register) => register === 'population')).toHaveLength(pages);
  });
});
