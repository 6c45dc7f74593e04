import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Site } from '../../src/database/site';
import { openTestSite } from '../support/cluster';
import { startGateway, type TestGateway } from '../support/gateway';
import { PATIENT } from '../support/graph';
import { makeScratchRegister, type ScratchRegister } from '../support/scratch-register';

/** A gateway that stops waits for those whom it is answering, and for nobody else. */

let site: Site;
let register: ScratchRegister;

beforeAll(async () => {
  site = await openTestSite();
  register = await makeScratchRegister(site, 'stopping_test');
});

afterAll(async () => {
  await register.drop();
  await site.close();
});

const start = (): Promise<TestGateway> => startGateway({ site: register.site, limits: PATIENT });

/** A connection on which so much was sent, and what came back. */
async function send({ url }: TestGateway, text: string): Promise<{ socket: Socket; received: () => string }> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(text);
  return { socket, received: () => received };
}

const post = (body: string, length = body.length): string =>
  `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`;

test.each([
  ['nothing was sent', ''],
  ['half a head was sent', 'POST /graphql HTTP/1.1\r\nhost: 127'],
  ['half a body was sent', post('{"query":"{ __ty', 200)],
])('a connection on which %s does not keep it', async (_what, text) => {
  const gateway = await start();
  const { socket } = await send(gateway, text);
  const closed = once(socket, 'close');
  // What was sent has arrived when another request has been answered.
  await gateway.ask('{ __typename }');
  const started = Date.now();
  await gateway.close();
  expect(Date.now() - started).toBeLessThan(5_000);
  await closed;
});

test('a connection that waits for its next request is ended', async () => {
  const gateway = await start();
  const { socket, received } = await send(gateway, post('{"query":"{ __typename }"}'));
  await once(socket, 'data');
  expect(received()).toContain('{"data":{"__typename":"Query"}}');
  const closed = once(socket, 'close');
  await gateway.close();
  await closed;
});

test('a request that is under way is answered, over a connection that then ends', async () => {
  const gateway = await start();
  const unlock = await register.lock('register.participant');
  const query = JSON.stringify({ query: '{ participants(first: 1) { edges { node { fullName } } } }' });
  const { socket, received } = await send(gateway, post(query));
  await gateway.ask('{ provinces { code } }');
  const closed = once(socket, 'close');
  const closing = gateway.close();
  await unlock();
  await Promise.all([closing, closed]);
  expect(received()).toContain('{"data":{"participants":{"edges":[]}}}');
});
