import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type EventSender, openEventSender } from '../../../src/campaigns/events/send-event';
import { LOOPBACK } from './scratch-events';

let server: Server;
let sender: EventSender;
let socket: Socket;
let answer: (response: ServerResponse) => void;

const TIMEOUT_MS = 400;

beforeEach(async () => {
  server = createServer((request, response) => {
    ({ socket } = request);
    request.resume().on('end', () => answer(response));
    response.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/`;
  sender = openEventSender({ url, rules: LOOPBACK, authorities: [], timeoutMs: TIMEOUT_MS, now: Date.now });
});
afterEach(async () => {
  sender.close();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

/** Whether a connection is ended or broken off is the same here. */
const closed = (of: Socket): Promise<void> =>
  new Promise((resolve) => (of.destroyed ? resolve() : of.on('close', () => resolve())));

test('a long answer is not read to its end, and its connection is given up', async () => {
  const [chunk, most] = [Buffer.alloc(64 * 1024), 800];
  let written = 0;
  answer = (response) => {
    const write = (): void => {
      while (written < most && !socket.destroyed) {
        written += 1;
        if (!response.write(chunk)) return;
      }
      response.end();
    };
    response.on('drain', write);
    write();
  };
  expect(await sender.send('{}', {})).toEqual({ kind: 'DELIVERED', status: 200 });
  await closed(socket);
  // What the system holds between the two is on its way besides.
  expect(written).toBeLessThan(most / 2);
});

test('an answer that never ends holds a connection no longer than the time-out', async () => {
  answer = (response) => {
    response.writeHead(200);
    response.write('x');
  };
  const started = performance.now();
  expect(await sender.send('{}', {})).toEqual({ kind: 'DELIVERED', status: 200 });
  expect(performance.now() - started).toBeLessThan(TIMEOUT_MS);
  await closed(socket);
  expect(performance.now() - started).toBeLessThan(TIMEOUT_MS * 4);
});

test('a short answer leaves the connection open for the next event', async () => {
  answer = (response) => response.end('thank you');
  await sender.send('{}', {});
  await new Promise(setImmediate);
  const first = socket;
  await sender.send('{}', {});
  expect(socket).toBe(first);
});

test.each([
  [400, false],
  [413, false],
  [422, false],
  [401, true],
  [404, true],
  [429, true],
  [500, true],
  [302, true],
])('a status of %i tells something of the event alone, or of the receiver (%s)', async (status, isOfReceiver) => {
  answer = (response) => response.writeHead(status).end();
  expect(await sender.send('{}', {})).toMatchObject({ kind: 'FAILED', status, isOfReceiver });
});
