import type { PersonalId } from '../../src/values/personal-id';
import { graphSchema } from '../../src/server/graph-schema';
import { resolveGrants } from '../../src/planning/view/grants';
import { type Asking, type ProtectedGateway, startProtectedGateway } from '../support/protected-gateway';
import { openTables, type RegisterTables } from '../support/register-tables';
import { openWatchedSite, type WatchedSite } from '../support/wire';

interface Known {
  readonly id: PersonalId;
  readonly name: string;
  readonly born: string;
  readonly sex: string;
}

const VERIFY = `query Verify($id: PersonalId!, $statements: [StatementToVerify!]!) {
  verify(personalId: $id, statements: $statements)
}`;
const CITIZEN = `select personal_id as id, full_name as name, birth_date as born, sex, province_code as province
  from share.citizen`;
const UNKNOWN = '904185999999';

let watched: WatchedSite;
let gateway: ProtectedGateway;
let tables: RegisterTables;
let ministry: Asking;
let officer: Asking;
let branch: Asking;
let known: Known;

beforeAll(async () => {
  watched = await openWatchedSite();
  gateway = await startProtectedGateway({ site: watched.site });
  tables = openTables(watched.site);
  ministry = await gateway.as('ministry-of-health', 'health-insurance-payment');
  officer = await gateway.as('hq-officer', 'campaign');
  branch = await gateway.as('branch-officer-04', 'campaign');
  known = await tables.sample<Known>('population', `${CITIZEN} where full_name ~ '[Ếếậ]' order by personal_id limit 1`);
});
afterAll(async () => {
  await tables.close();
  await gateway.close();
  await watched.close();
});

const saying = (field: string, value: string): { field: string; value: string } => ({ field, value });
const sexOf = ({ sex }: Known): string => (sex === 'M' ? 'MALE' : 'FEMALE');

describe('what a ministry states about a person', () => {
  it('is verified field by field, in order, and the verdicts are on record without any value', async () => {
    const answer = await ministry(VERIFY, {
      id: known.id,
      statements: [
        saying('CITIZEN_BIRTH_DATE', '1900-01-01'),
        saying('CITIZEN_FULL_NAME', known.name.toUpperCase()),
        saying('CITIZEN_SEX', sexOf(known)),
        saying('CITIZEN_BIRTH_DATE', known.born),
      ],
    });
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({ verify: ['NO_MATCH', 'MATCH', 'MATCH', 'MATCH'] });
    const fields = ['Citizen.birthDate', 'Citizen.fullName', 'Citizen.sex'];
    expect(await gateway.recordOf(answer)).toMatchObject({
      agreement: { id: 'ministry-of-health' },
      fields: [...fields, 'Query.verify'],
      masked: fields,
      registers: ['population'],
      counts: { people: 1, probed: 1, rows: 1 },
      outcome: 'answered',
    });
  });

  it('is refused for a field that is not granted, in words that tell of none', async () => {
    const { errors } = await ministry(VERIFY, { id: known.id, statements: [saying('TAXPAYER_FULL_NAME', 'x')] });
    expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
    const { data } = await ministry('{ __type(name: "VerifiableField") { enumValues { name } } }');
    const { enumValues } = (data as unknown as { __type: { enumValues: { name: string }[] } }).__type;
    const names = enumValues.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['CITIZEN_BIRTH_DATE', 'CITIZEN_FULL_NAME', 'CITIZEN_SEX']));
    expect(names).toContain('HEALTH_CARD_CARD_NUMBER');
    // Masked, and not granted at all.
    expect(names).not.toContain('PARTICIPANT_BIRTH_DATE');
    expect(names).not.toContain('CITIZEN_STATUS');
  });

  it('cannot be read by the same agreement', async () => {
    const { errors } = await ministry('{ healthCard(cardNumber: "DT2040499000017") { citizen { fullName } } }');
    expect(errors?.[0]?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});

describe('an unknown person, one out of reach, and a value that no record has', () => {
  it('are answered by the same bytes after as many statements, and nobody is on record as disclosed', async () => {
    const unreachable = await findWithoutRecordsIn04();
    const statements = [saying('CITIZEN_VERIFIED_ON', '2020-01-01'), saying('TAXPAYER_BIRTH_DATE', '1980-01-01')];
    const open = await tables.sample<{ id: PersonalId }>(
      'population',
      `select personal_id as id from share.citizen where province_code = '04' and verified_on is null
         and personal_id <> all($1) order by personal_id limit 1`,
      [await taxpayersWithBirthDate()],
    );
    const seen: { body: string; statements: string[] }[] = [];
    for (const id of [UNKNOWN, unreachable, open.id]) {
      watched.takeStatements();
      const answer = await branch(VERIFY, { id, statements });
      const { status, data, errors, extensions } = answer;
      const ran = watched.takeStatements().map(({ register, text }) => `${register} ${text}`);
      seen.push({ body: JSON.stringify({ status, data, errors, extensions }), statements: ran.sort() });
      expect(data).toEqual({ verify: ['NOT_ENOUGH_EVIDENCE', 'NOT_ENOUGH_EVIDENCE'] });
      const { counts, subjects } = await gateway.recordOf(answer);
      expect({ counts, subjects }).toEqual({ counts: { people: 0, probed: 1, rows: 0 }, subjects: [] });
    }
    // Four registers are asked whether the person is within reach, and two for what is verified.
    expect(seen[0]?.statements).toHaveLength(6);
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
  });

  it('differ from a person in reach, by whatever record of theirs that is', async () => {
    const near = await tables.sample<Known>(
      'population',
      `${CITIZEN} where province_code = '04' order by personal_id limit 1`,
    );
    const statements = [saying('CITIZEN_FULL_NAME', near.name), saying('CITIZEN_BIRTH_DATE', near.born)];
    expect((await branch(VERIFY, { id: near.id, statements })).data).toEqual({ verify: ['MATCH', 'MATCH'] });
  });
});

describe('a statement', () => {
  it('is compared with every record that states the ID', async () => {
    const participant = await tables.sample<{ id: string; number: string; name: string }>(
      'insurance',
      `select personal_id as id, insurance_number as number, full_name as name from share.participant
         where personal_id ~ '^90[0-9]{10}$' and insurance_number is not null order by insurance_number limit 1`,
    );
    const statements = [
      saying('PARTICIPANT_INSURANCE_NUMBER', participant.number),
      saying('PARTICIPANT_FULL_NAME', `  ${participant.name} `),
      saying('PARTICIPANT_PERSONAL_ID', participant.id),
    ];
    const answer = await officer(VERIFY, { id: participant.id, statements });
    expect(answer.data).toEqual({ verify: ['MATCH', 'MATCH', 'MATCH'] });
    expect(await gateway.recordOf(answer)).toMatchObject({
      registers: ['insurance'],
      subjects: [{ register: 'insurance' }],
      counts: { people: 1, probed: 1 },
    });
  });

  it.each([
    ['CITIZEN_BIRTH_DATE', '12.3.1985', 'DATE_FORM'],
    ['CITIZEN_SEX', 'WOMAN', 'NOT_IN_ENUM'],
    ['CITIZEN_FULL_NAME', '   ', 'BLANK'],
    ['PARTICIPANT_INSURANCE_NUMBER', '04990000', 'LENGTH'],
    ['HEALTH_CARD_BENEFIT_LEVEL', 'four', 'NOT_WHOLE'],
    ['CITIZEN_FULL_NAME', 'x'.repeat(201), 'LENGTH'],
  ])(
    'about %s of a wrong form is refused: the field is named, the value is not repeated',
    async (field, value, reason) => {
      watched.takeStatements();
      const answer = await officer(VERIFY, {
        id: known.id,
        statements: [saying('CITIZEN_SEX', 'MALE'), saying(field, value)],
      });
      expect(answer.data).toEqual({ verify: null });
      expect(answer.errors?.[0]).toMatchObject({
        message: expect.stringContaining(`${field}: `),
        path: ['verify'],
        extensions: { code: 'ARGUMENT_INVALID', argument: 'statements[1].value', field, reason },
      });
      if (value.trim()) expect(JSON.stringify(answer.errors)).not.toContain(value);
      expect(watched.takeStatements()).toEqual([]);
    },
  );

  it.each([0, 21])('is one of 1 to 20: %i are refused', async (count) => {
    const statements = Array.from({ length: count }, () => saying('CITIZEN_SEX', 'MALE'));
    const { errors } = await officer(VERIFY, { id: known.id, statements });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'ARGUMENT_INVALID', reason: 'OUT_OF_BOUNDS', most: 20 });
  });
});

describe('an agreement', () => {
  const rows = { provinces: null, employers: null, people: null, groups: null };
  const grant = (access: 'READ' | 'VERIFY', ...fields: string[]) => ({ access, fields, classes: [], of: null });

  it('is refused when it grants verifying a field that is on no record of a person’s own', () => {
    expect(() => resolveGrants(graphSchema(), { grants: [grant('VERIFY', 'Contribution.month')], rows })).toThrow(
      'grants[0]: Contribution.month: it can only be verified on a person’s own records',
    );
  });

  it('is refused when it grants verifying and no field to verify', () => {
    expect(() => resolveGrants(graphSchema(), { grants: [grant('READ', 'Query.verify')], rows })).toThrow(
      'Query.verify: no field is granted that could be verified',
    );
  });
});

/** A citizen of whom the asked values are known and whom no register places in the province 04. */
async function findWithoutRecordsIn04(): Promise<PersonalId> {
  const candidates = await tables.select<{ id: PersonalId }>(
    'population',
    `select personal_id as id from share.citizen where province_code <> '04' and verified_on is not null
       order by personal_id limit 50`,
  );
  const ids = candidates.map(({ id }) => id);
  const placed = new Set<string>();
  for (const [register, view, column] of [
    ['insurance', 'participant', 'province_code'],
    ['health', 'card', 'residence_province_code'],
    ['tax', 'taxpayer', 'residence_province_code'],
  ] as const) {
    const text = `select personal_id as id from share.${view} where personal_id = any($1) and ${column} = '04'`;
    for (const { id } of await tables.select<{ id: string }>(register, text, [ids])) placed.add(id);
  }
  const found = ids.find((id) => !placed.has(id));
  if (!found) throw new Error('every citizen has a record in province 04');
  return found;
}

async function taxpayersWithBirthDate(): Promise<readonly string[]> {
  const rows = await tables.select<{ id: string }>(
    'tax',
    'select distinct personal_id as id from share.taxpayer where personal_id is not null and birth_date is not null',
  );
  return rows.map(({ id }) => id);
}
