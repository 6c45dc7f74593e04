import { setTimeout as delay } from 'node:timers/promises';
import type { RegisterReader } from '../../src/database/register-reader';
import { LienThongError } from '../../src/errors';
import { type AsOf, watchAsOf } from '../../src/server/as-of';
import { openTestSite } from '../support/cluster';
import { startGateway } from '../support/gateway';

type Row = Readonly<Record<string, string | null>>;

/** The gateway's database as it comes up: it fails until it is given an answer. */
function openFailing(): { readonly reader: RegisterReader; answer: Row | null } {
  const state: { answer: Row | null } = { answer: null };
  const down = new LienThongError('SOURCE_UNAVAILABLE', 'down', { register: 'gateway' });
  const reader: RegisterReader = {
    database: 'gateway',
    read: () => (state.answer ? Promise.resolve(state.answer) : Promise.reject(down)),
    isReady: () => Promise.resolve(state.answer !== null),
    close: () => Promise.resolve(),
  };
  return Object.assign(state, { reader });
}

async function firstDate(asOf: AsOf): Promise<string> {
  for (;;) {
    try {
      return asOf.current();
    } catch {
      await delay(20);
    }
  }
}

test('until the date was read no other date takes its place, and it is read once the database is there', async () => {
  const gateway = openFailing();
  const asOf = await watchAsOf(gateway.reader);
  expect(() => asOf.current()).toThrow('The gateway register cannot be read now');
  gateway.answer = { as_of: '2023-12-31' };
  expect(await firstDate(asOf)).toBe('2023-12-31');
  gateway.answer = null;
  expect(asOf.current()).toBe('2023-12-31');
  asOf.stop();
});

test('where no data set says a date, the data stand as of today', async () => {
  const gateway = openFailing();
  gateway.answer = { as_of: null };
  const asOf = await watchAsOf(gateway.reader);
  expect(asOf.current()).toBe(new Date().toISOString().slice(0, 10));
  asOf.stop();
});

test('until the date was read, what needs it fails with the register’s name, and the rest is answered', async () => {
  const site = await openTestSite();
  const gateway = await startGateway({
    site: {
      ...site,
      reader: (database, limits) =>
        database === 'gateway'
          ? { host: '127.0.0.1', port: 1, user: 'nobody', database: 'gateway' }
          : site.reader(database, limits),
    },
  });
  const { data, errors } = await gateway.ask('{ provinces { code } taxpayer(taxCode: "4890000047") { taxCode } }');
  await gateway.close();
  await site.close();
  expect(errors).toMatchObject([
    { path: ['provinces'], extensions: { code: 'SOURCE_UNAVAILABLE', register: 'gateway' } },
  ]);
  expect(data).toEqual({ provinces: null, taxpayer: null });
});
