import { randomUUID } from 'node:crypto';
import { ACTOR, openScratchEvents, type ScratchEvents } from './scratch-events';

let scratch: ScratchEvents;
beforeAll(async () => {
  scratch = await openScratchEvents('events_subscriptions');
});
afterEach(() => scratch.reset());
afterAll(() => scratch.close());

const URL_OF_RECEIVER = 'https://receiver.example/events';
const add = (agreement: string | null = null): Promise<{ readonly id: string; readonly secret: string }> =>
  scratch.book.add({ url: URL_OF_RECEIVER, agreement, actor: ACTOR });

const changesOf = async (id: string): Promise<readonly string[]> =>
  (
    await scratch.gateway.run<{ kind: string; actor: string }>(
      'select kind, actor from campaign.subscription_change where subscription = $1 order by change',
      [id],
    )
  ).map(({ kind, actor }) => `${kind} ${actor}`);

test('a subscription is added, paused, resumed and removed, and each of it is on record', async () => {
  const { id, secret } = await add('health-insurance-payment');
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(await scratch.book.list()).toEqual([
    {
      id,
      url: URL_OF_RECEIVER,
      agreement: 'health-insurance-payment',
      state: 'ACTIVE',
      createdBy: ACTOR,
      createdAt: expect.any(Date),
      failures: 0,
      restsUntil: null,
      waiting: 0,
      gaveUp: 0,
    },
  ]);
  await scratch.book.pause(id, ACTOR);
  await scratch.book.pause(id, ACTOR);
  expect((await scratch.book.list())[0]).toMatchObject({ state: 'PAUSED' });
  await scratch.book.resume(id, ACTOR);
  await scratch.book.resume(id, ACTOR);
  expect((await scratch.book.list())[0]).toMatchObject({ state: 'ACTIVE' });
  await scratch.book.remove(id, ACTOR);
  expect(await scratch.book.list()).toEqual([]);
  expect(await changesOf(id)).toEqual([`ADDED ${ACTOR}`, `PAUSED ${ACTOR}`, `RESUMED ${ACTOR}`, `REMOVED ${ACTOR}`]);
});

test('no secret stands in the database as it is, nor one that was removed in any form', async () => {
  const { id, secret } = await add();
  const later = await scratch.book.rotateSecret(id, ACTOR);
  const stored = async (): Promise<string> =>
    JSON.stringify(await scratch.gateway.run('select * from campaign.subscription where subscription = $1', [id]));
  for (const each of [secret, later]) expect(await stored()).not.toContain(each.replace('whsec_', ''));
  expect(JSON.parse(await stored())).toMatchObject([
    { secret: expect.any(String), earlier_secret: expect.any(String), earlier_until: expect.any(String) },
  ]);
  await scratch.book.remove(id, ACTOR);
  expect(JSON.parse(await stored())).toMatchObject([{ secret: null, earlier_secret: null, earlier_until: null }]);
});

test('what is not there cannot be changed, and what was removed does not come back', async () => {
  const { id } = await add();
  await scratch.book.remove(id, ACTOR);
  const unknown = { code: 'ARGUMENT_INVALID', details: { argument: 'subscription', reason: 'SUBSCRIPTION_UNKNOWN' } };
  for (const each of [id, randomUUID(), 'none']) {
    await expect(scratch.book.pause(each, ACTOR)).rejects.toMatchObject(unknown);
    await expect(scratch.book.resume(each, ACTOR)).rejects.toMatchObject(unknown);
    await expect(scratch.book.remove(each, ACTOR)).rejects.toMatchObject(unknown);
    await expect(scratch.book.rotateSecret(each, ACTOR)).rejects.toMatchObject(unknown);
    await expect(scratch.book.sendAgain(each, null, ACTOR)).rejects.toMatchObject(unknown);
    await expect(scratch.book.listGivenUp(each, { after: null, most: 1 })).rejects.toMatchObject(unknown);
  }
  expect(await changesOf(id)).toEqual([`ADDED ${ACTOR}`, `REMOVED ${ACTOR}`]);
});

test('a URL to which nothing may be sent makes no subscription', async () => {
  await expect(scratch.book.add({ url: 'https://10.0.0.1/', agreement: null, actor: ACTOR })).rejects.toMatchObject({
    code: 'ARGUMENT_INVALID',
    details: { reason: 'ADDRESS_REFUSED' },
  });
  expect(await scratch.book.list()).toEqual([]);
});

test('what was done about subscriptions cannot be changed or forgotten', async () => {
  const { id } = await add();
  for (const sql of [
    'delete from campaign.subscription_change where subscription = $1',
    `update campaign.subscription_change set actor = 'another' where subscription = $1`,
  ]) {
    await expect(scratch.gateway.run(sql, [id])).rejects.toMatchObject({ code: '42501' });
  }
});
