import { Client, DatabaseError } from 'pg';
import { withClient } from '../../support/scratch-register';
import { openScratchEvents, type ScratchEvents } from './scratch-events';

let scratch: ScratchEvents;
let corrector: Client;
beforeAll(async () => {
  scratch = await openScratchEvents('events_outbox');
  corrector = new Client(scratch.register.corrector);
  await corrector.connect();
});
afterAll(async () => {
  await corrector.end();
  await scratch.close();
});

interface Untold {
  readonly correction: string;
  readonly record_key: string;
  readonly version: string;
}

async function untold(most = 1_000): Promise<readonly Untold[]> {
  return (await corrector.query<Untold>('select * from correction.untold($1)', [most])).rows;
}

async function tell(ids: readonly string[], client: Client = corrector): Promise<number> {
  const { rows } = await client.query<{ told: string }>('select correction.told($1) as told', [ids]);
  return Number(rows[0]?.told);
}

beforeEach(async () => {
  await tell((await untold()).map(({ correction }) => correction));
});

test('applied corrections stand in the outbox in their order, with the version that each has made', async () => {
  const corrections = await scratch.correct(3);
  const again = await scratch.correctAgain(corrections.slice(0, 1));
  const all = await untold();
  expect(all.map(({ correction }) => correction)).toEqual([...corrections, ...again].map(({ id }) => id));
  expect(all.map(({ version }) => version)).toEqual(['2', '2', '2', '3']);
  expect(all[0]).toMatchObject({ record_key: corrections[0]!.recordKey, campaign: 'spring' });
  expect(all[0]).not.toHaveProperty('personal_id_after');
  expect((await untold(2)).map(({ correction }) => correction)).toEqual(corrections.slice(0, 2).map(({ id }) => id));
});

test('what was told of is not told again, and its history stays', async () => {
  const ids = (await scratch.correct(3)).map(({ id }) => id);
  expect(await tell(ids.slice(0, 2))).toBe(2);
  expect(await tell(ids.slice(0, 2))).toBe(0);
  expect((await untold()).map(({ correction }) => correction)).toEqual(ids.slice(2));
  const { rows } = await withClient(scratch.register.owner, (owner) =>
    owner.query<{ count: number }>(
      'select count(*)::int as count from register.correction_history where correction = any($1)',
      [ids],
    ),
  );
  expect(rows).toEqual([{ count: 3 }]);
});

test('of two who take out the same at once each gets its part, and what was not taken out in the end is there again', async () => {
  const ids = (await scratch.correct(4)).map(({ id }) => id);
  await withClient(scratch.register.corrector, async (other) => {
    await other.query('begin');
    expect(await tell(ids.slice(0, 2), other)).toBe(2);
    expect(await tell([...ids].reverse())).toBe(2);
    await other.query('rollback');
  });
  expect((await untold()).map(({ correction }) => correction)).toEqual(ids.slice(0, 2));
});

test('nobody but the corrector may read the outbox or empty it, and they by these functions alone', async () => {
  const refusal = (config: typeof scratch.register.reader, sql: string): Promise<string | undefined> =>
    withClient(config, (client) =>
      client.query(sql).then(
        () => undefined,
        (error: unknown) => (error instanceof DatabaseError ? error.code : undefined),
      ),
    );
  for (const sql of ['select * from correction.untold(1)', `select correction.told('{}')`]) {
    expect(await refusal(scratch.register.reader, sql)).toBe('42501');
    expect(await refusal(scratch.register.corrector, sql)).toBeUndefined();
  }
  for (const sql of ['select * from register.correction_outbox', 'delete from register.correction_outbox']) {
    expect(await refusal(scratch.register.corrector, sql)).toBe('42501');
  }
});
