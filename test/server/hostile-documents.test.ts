import { times } from '../attacks/attack';
import { chain, type Around, sideBySide } from '../attacks/shapes';
import { type Answer, startGateway, type TestGateway } from '../support/gateway';
import { PATIENT } from '../support/graph';

/** Documents written to keep the gateway busy: while it handles one, the others wait no longer than this. */
const MOST_BLOCKED_MS = 200;
/** The best of a few counts: the first ones are compiled, and memory is cleaned up now and then. More where the machine is busy. */
const REPETITIONS = 4;
const REPETITIONS_MOST = 12;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ limits: PATIENT });
  await gateway.ask('{ participants(first: 1) { edges { node { sex employer { name } } } } }');
});
afterAll(() => gateway.close());

const ofParticipant = (fields: string): string => `{ participants(first: 1) { edges { node { ${fields} } } } }`;
const repeat = (field: string, bytes: number): string => field.repeat(Math.ceil(bytes / field.length));

const PARTICIPANT: Around = {
  open: '{ participants(first: 1) { edges { node {',
  close: '} } } }',
  type: 'Participant',
  leaf: 'sex',
};

/**
 * The longest that the event loop stood still while an operation was sent, handled and its answer read: by the CPU time
 * of the process, since on a busy machine it stands still for other reasons as well.
 */
async function measure(query: string): Promise<{ answer: Answer; blockedMs: number }> {
  let isOver = false;
  let blockedMs = 0;
  let last = cpuMs();
  const tick = (): void => {
    const now = cpuMs();
    blockedMs = Math.max(blockedMs, now - last);
    last = now;
    if (!isOver) setImmediate(tick);
  };
  setImmediate(tick);
  const answer = await gateway.ask(query);
  isOver = true;
  return { answer, blockedMs };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

const ANSWERED = { status: 200 };
const refused = (code: string, reason?: string): object => ({
  status: 400,
  errors: [{ extensions: { code, ...(reason === undefined ? {} : { reason }) } }],
});

test.each([
  ['10 KB of one field', ofParticipant(repeat('insuranceNumber ', 10_240)), ANSWERED],
  ['10 KB of one short field', ofParticipant(repeat('sex ', 10_240)), refused('DOCUMENT_INVALID', 'TOO_MANY_TOKENS')],
  ['2,000 tokens of one field', ofParticipant('sex '.repeat(1_980)), refused('GRAPHQL_VALIDATION_FAILED')],
  [
    '2,000 tokens of one field with a field below',
    ofParticipant('employer { name } '.repeat(490)),
    refused('GRAPHQL_VALIDATION_FAILED'),
  ],
  [
    'one field with fields three levels below, 190 times',
    ofParticipant('employer { participants { contributions { month } } } '.repeat(190)),
    ANSWERED,
  ],
  ['one list with an argument, 200 times', ofParticipant('contributions(first: 1) { month } '.repeat(200)), ANSWERED],
  ['64 KB of 50 fragments in a chain', chain(PARTICIPANT, 49, 1, 630), ANSWERED],
  ['64 KB of fragments in a chain', chain(PARTICIPANT, 890, 1, 20), refused('DOCUMENT_INVALID', 'TOO_MANY_TOKENS')],
  ['300 fragments in a chain', chain(PARTICIPANT, 240, 1, 100), refused('DOCUMENT_INVALID', 'TOO_MANY_FRAGMENTS')],
  ['a fragment that doubles 49 times', chain(PARTICIPANT, 49, 2), ANSWERED],
  ['a fragment that is spread 11 times, 49 times', chain(PARTICIPANT, 49, 11), ANSWERED],
  ['40 fragments of the same objects', sideBySide(PARTICIPANT, 40, 'employer { name } '.repeat(9)), ANSWERED],
  ['1,000 aliases', ofParticipant(times(1_000, (i) => `a${i}: sex`)), refused('DOCUMENT_INVALID', 'TOO_MANY_TOKENS')],
  ['660 aliases', ofParticipant(times(660, (i) => `a${i}: sex`)), refused('TOO_MANY_ALIASES')],
  ['2,000 fields that do not exist', `{ ${times(1_990, (i) => `particpants${i}`)} }`, { status: 400 }],
])('%s keep nobody else waiting', async (_what, query, expected) => {
  expect(Buffer.byteLength(query)).toBeLessThanOrEqual(64 * 1024);
  let best = Infinity;
  for (let i = 0; i < (best > MOST_BLOCKED_MS ? REPETITIONS_MOST : REPETITIONS) && best > MOST_BLOCKED_MS / 4; i += 1) {
    // Another text each time, so that nothing is remembered of it.
    const { answer, blockedMs } = await measure(`${query}${' '.repeat(i)}`);
    expect(answer).toMatchObject(expected);
    best = Math.min(best, blockedMs);
  }
  expect(best).toBeLessThanOrEqual(MOST_BLOCKED_MS);
});
