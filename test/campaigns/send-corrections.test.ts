import { randomInt } from 'node:crypto';
import { Client } from 'pg';
import { applyOnce, type Correction, nameCorrection, openCorrectionWay } from '../../src/campaigns/send-corrections';
import { LeaseLost } from '../../src/campaigns/units';
import type { Site } from '../../src/database/site';
import { openFaultProxy } from '../audit/fault-proxy';
import { openTestSite } from '../support/cluster';
import { makeScratchRegister, type ScratchRegister, withClient } from '../support/scratch-register';

const HOLDER = { campaign: 'spring', lease: 'spring/1', fence: 1 };
const OLD = '904185000001';

let site: Site;
let register: ScratchRegister;
let client: Client;
let proposals = 0;

beforeAll(async () => {
  site = await openTestSite();
  register = await makeScratchRegister(site, 'campaign_apply');
  client = new Client(register.corrector);
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await register.drop();
  await site.close();
});

interface State {
  readonly id: string | null;
  readonly version: number;
  readonly verified: string | null;
}

/** Participants of a test's own, each with an ID. */
async function enrol(...ids: readonly (string | null)[]): Promise<readonly string[]> {
  const numbers = ids.map((_, i) => `0499${String((proposals += 1) * 100 + i).padStart(6, '0')}`);
  const rows = numbers.map(
    (number, i) =>
      `('${number}', ${ids[i] ? `'${ids[i]}'` : 'null'}, 'Đỗ Thị Lan', '1985-03-12', 'D', 'F', '04', '2021-01-01', true, false, false, true, '2020-01-01', '2021-01-01')`,
  );
  await register.run(`insert into register.participant (insurance_number, personal_id, full_name, birth_date,
    birth_date_precision, sex, province_code, province_valid_from, in_compulsory_si, in_voluntary_si,
    in_unemployment_insurance, in_health_insurance, first_registered_on, recorded_on) values ${rows.join(', ')}`);
  return numbers;
}

async function stateOf(numbers: readonly string[]): Promise<readonly State[]> {
  const { rows } = await withClient(register.owner, (owner) =>
    owner.query<State>(
      `select personal_id as id, version::int as version, verified_on::text as verified
         from unnest($1::text[]) with ordinality n(number, i) join register.participant on insurance_number = number order by i`,
      [numbers],
    ),
  );
  return rows;
}

const correct = (
  recordKey: string,
  before: string | null,
  after: string | null,
  changes: Partial<Correction> = {},
): Correction => ({
  id: nameCorrection({ campaign: HOLDER.campaign, part: 1 }, 'insurance', recordKey, (proposals += 1)),
  recordKey,
  version: 1,
  before,
  after,
  verified: '2026-11-25',
  ...changes,
});

async function countHistory(numbers: readonly string[]): Promise<{ history: number; told: number }> {
  const { rows } = await withClient(register.owner, (owner) =>
    owner.query<{ history: number; told: number }>(
      `select count(*)::int as history, count(o.correction)::int as told
         from register.correction_history h left join register.correction_outbox o using (correction) where record_key = any($1)`,
      [numbers],
    ),
  );
  return rows[0]!;
}

test('a correction changes a record that is as it was thought to be, with its history and an event, and once only', async () => {
  const numbers = await enrol(OLD, null);
  const corrections = [correct(numbers[0]!, OLD, '904185000009'), correct(numbers[1]!, null, '904185000010')];
  for (const _ of ['sent', 'sent again']) {
    const outcomes = await applyOnce(client, HOLDER, corrections);
    expect(corrections.map(({ id }) => outcomes.get(id))).toEqual(['APPLIED', 'APPLIED']);
    expect(await stateOf(numbers)).toEqual([
      { id: '904185000009', version: 2, verified: '2026-11-25' },
      { id: '904185000010', version: 2, verified: '2026-11-25' },
    ]);
    expect(await countHistory(numbers)).toEqual({ history: 2, told: 2 });
  }
  const { rows } = await client.query(
    'select correction, record_key, version, personal_id_before, personal_id_after, verified_before from correction.history($1, null, 1000) where record_key = $2',
    [HOLDER.campaign, numbers[0]],
  );
  expect(rows).toEqual([
    {
      correction: corrections[0]!.id,
      record_key: numbers[0],
      version: '1',
      personal_id_before: OLD,
      personal_id_after: '904185000009',
      verified_before: null,
    },
  ]);
});

test.each([
  ['another ID', { before: '904185000002' }],
  ['no ID', { before: null }],
  ['another version', { version: 2 }],
  ['another number', { recordKey: '0499999999' }],
])('a record that has %s than was thought is left as it is, and stays a conflict', async (_, changes) => {
  const [number] = await enrol(OLD);
  const wrong = { ...correct(number!, OLD, '904185000009'), ...changes };
  for (const _ of ['sent', 'sent again']) {
    expect([...(await applyOnce(client, HOLDER, [wrong]))]).toEqual([[wrong.id, 'CONFLICT']]);
    expect(await stateOf([number!])).toEqual([{ id: OLD, version: 1, verified: null }]);
  }
  // What was decided is not decided otherwise when the record has come to be as it was thought.
  await register.run(
    `update register.participant set personal_id = '904185000002' where insurance_number = '${number}'`,
  );
  expect([...(await applyOnce(client, HOLDER, [wrong]))]).toEqual([[wrong.id, 'CONFLICT']]);
  const { rows } = await client.query('select * from correction.outcomes($1)', [[wrong.id]]);
  expect(rows).toEqual([{ correction: wrong.id, outcome: 'CONFLICT' }]);
});

test('two participants exchange their IDs, and a chain of corrections of one follows its versions', async () => {
  const [one, other] = await enrol('904185000021', '904185000022');
  await applyOnce(client, HOLDER, [
    correct(one!, '904185000021', '904185000022'),
    correct(other!, '904185000022', '904185000021'),
  ]);
  expect((await stateOf([one!, other!])).map(({ id }) => id)).toEqual(['904185000022', '904185000021']);
  const chain = [
    correct(one!, '904185000022', '904185000023', { version: 2 }),
    correct(one!, '904185000023', '904185000024', { version: 3 }),
  ];
  for (const link of chain) expect((await applyOnce(client, HOLDER, [link])).get(link.id)).toBe('APPLIED');
  expect(await stateOf([one!])).toEqual([{ id: '904185000024', version: 4, verified: '2026-11-25' }]);
});

test('of two corrections of one record that come together one is applied and the other a conflict', async () => {
  const [number] = await enrol(OLD);
  const both = [correct(number!, OLD, '904185000031'), correct(number!, OLD, '904185000032')];
  const outcomes = await applyOnce(client, HOLDER, both);
  expect([...outcomes.values()].sort()).toEqual(['APPLIED', 'CONFLICT']);
  const applied = both.find(({ id }) => outcomes.get(id) === 'APPLIED')!;
  expect(await stateOf([number!])).toEqual([{ id: applied.after, version: 2, verified: '2026-11-25' }]);
});

test('a holder whose lease has passed on changes nothing', async () => {
  const [number] = await enrol(OLD);
  const lease = { ...HOLDER, lease: 'spring/fenced' };
  const late = correct(number!, OLD, '904185000041');
  const other = correct('0499999998', OLD, '904185000042');
  await applyOnce(client, { ...lease, fence: 8 }, [other]);
  await expect(applyOnce(client, { ...lease, fence: 7 }, [late])).rejects.toThrow(LeaseLost);
  expect(await stateOf([number!])).toEqual([{ id: OLD, version: 1, verified: null }]);
  // The same correction, sent by the holder of today, has not been decided by the late one.
  expect((await applyOnce(client, { ...lease, fence: 8 }, [late])).get(late.id)).toBe('APPLIED');
});

test('whoever corrects can do nothing else, and nobody else can correct', async () => {
  const forbidden = [
    'select * from register.participant',
    'select * from share.participant',
    'select * from register.correction_history',
    "update register.participant set personal_id = null where insurance_number = '0'",
    'create table correction.own (i integer)',
  ];
  for (const sql of forbidden) await expect(client.query(sql)).rejects.toMatchObject({ code: '42501' });
  await withClient(register.reader, async (reader) => {
    await expect(applyOnce(reader, HOLDER, [])).rejects.toMatchObject({ code: '42501' });
  });
});

test('four who send the same corrections at once apply each once, and overwrite nothing that is newer', async () => {
  const count = 120;
  const numbers = await enrol(...Array.from({ length: count }, () => OLD));
  const corrections = numbers.map((number, i) => correct(number, OLD, `9041850${String(10_000 + i)}`));
  const shuffled = (): readonly Correction[] => corrections.toSorted(() => randomInt(3) - 1);
  const send = (): Promise<void> =>
    withClient(register.corrector, async (own) => {
      for (let start = 0; start < count; start += 30) await applyOnce(own, HOLDER, shuffled().slice(start, start + 30));
      await applyOnce(own, HOLDER, shuffled());
    });
  const meddle = withClient(register.owner, async (owner) => {
    for (let i = 0; i < 30; i += 1) {
      await owner.query(
        "update register.participant set personal_id = 'NEWER', version = version + 1 where insurance_number = $1",
        [numbers[randomInt(count)]],
      );
    }
  });
  await Promise.all([send(), send(), send(), send(), meddle]);
  const { rows } = await client.query<{ correction: string; outcome: string }>(
    'select * from correction.outcomes($1)',
    [corrections.map(({ id }) => id)],
  );
  const applied = rows.filter(({ outcome }) => outcome === 'APPLIED').length;
  expect(rows).toHaveLength(count);
  expect(await countHistory(numbers)).toEqual({ history: applied, told: applied });
  const outcomes = new Map(rows.map(({ correction, outcome }) => [correction, outcome]));
  (await stateOf(numbers)).forEach(({ id }, i) => {
    const isApplied = outcomes.get(corrections[i]!.id) === 'APPLIED';
    // Whoever came after a correction may have written something newer.
    expect([isApplied ? corrections[i]!.after : 'NEWER', 'NEWER']).toContain(id);
  });
});

test('connections that are cut before and behind a commit lose and double nothing', async () => {
  const [batches, size] = [25, 40];
  const numbers = await enrol(...Array.from({ length: batches * size }, () => OLD));
  const corrections = numbers.map((number, i) => correct(number, OLD, `9041850${String(20_000 + i)}`));
  const proxy = await openFaultProxy(register.corrector, 'correction');
  const way = openCorrectionWay(() => proxy.config);
  const outcomes: string[] = [];
  for (let start = 0; start < corrections.length; start += size) {
    proxy.mode = start % (2 * size) === 0 ? 'cut the answer to the commit' : 'cut the commit';
    outcomes.push(...(await way.apply(HOLDER, corrections.slice(start, start + size))).values());
  }
  expect(proxy.cuts).toBe(batches);
  expect(outcomes).toEqual(corrections.map(() => 'APPLIED'));
  expect((await stateOf(numbers)).map(({ id, version }) => [id, version])).toEqual(
    corrections.map(({ after }) => [after, 2]),
  );
  expect(await countHistory(numbers)).toEqual({ history: numbers.length, told: numbers.length });
  await way.close();
  await proxy.close();
}, 60_000);

test('a correction has one number, which is a UUID, and another proposal another', () => {
  const names = [
    nameCorrection({ campaign: 'spring', part: 1 }, 'insurance', '0499000017', 1),
    nameCorrection({ campaign: 'spring', part: 1 }, 'insurance', '0499000017', 2),
    nameCorrection({ campaign: 'spring', part: 1 }, 'health', '0499000017', 1),
    nameCorrection({ campaign: 'spring', part: 1 }, 'insurance', '0499000018', 1),
    nameCorrection({ campaign: 'autumn', part: 1 }, 'insurance', '0499000017', 1),
  ];
  expect(new Set(names).size).toBe(names.length);
  for (const name of names)
    expect(name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(nameCorrection({ campaign: 'spring', part: 1 }, 'insurance', '0499000017', 1)).toBe(names[0]);
});
