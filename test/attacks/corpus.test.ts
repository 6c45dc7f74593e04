import { FAMILY_NAMES, attacksOf } from './corpus';
import { tooManyFetches } from './families/keys';
import { MARK } from './families/texts';
import { attempt, type Finding, judgeLog, judgeRecords, type Tried } from './judge';
import { openWorld, type World } from './world';

/** Requests that are under way at once. */
const AT_ONCE = 6;
/** No family has fewer. */
const FEWEST = 30;

let world: World;
const counts = new Map<string, number>();
const started = performance.now();

beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  const told = [...counts].map(([family, count]) => `${family} ${count}`).join(', ');
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  process.stdout.write(`attacks: ${total} (${told})\n`);
  await world.close();
});

test.each(FAMILY_NAMES)('%s: no attack gets past, fails the gateway, or goes unrecorded', async (family) => {
  const attacks = [...(await attacksOf(family, world))];
  counts.set(family, attacks.length);
  expect(attacks.length).toBeGreaterThanOrEqual(FEWEST);
  const tried: Tried[] = [];
  const found: Finding[] = [];
  const attacker = async (): Promise<void> => {
    for (let next = attacks.pop(); next; next = attacks.pop()) {
      const outcome = await attempt(world, next.name, next.attack);
      tried.push(outcome.tried);
      found.push(...outcome.found);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, attacker));
  found.push(...(await judgeRecords(world, tried)));
  expect(found.slice(0, 10)).toEqual([]);
});

test('the log has one line for each event, and nothing of what attackers wrote', () => {
  expect(world.log.length).toBeGreaterThan(1_000);
  expect(judgeLog(world.log, [MARK]).slice(0, 10)).toEqual([]);
});

test('an issuer is not asked for its keys more often because unknown ones come', () => {
  expect(tooManyFetches(world.issuers, (performance.now() - started) / 1_000)).toBeNull();
});

test('an answer that holds more than the attacker may see is found, and so is its record', async () => {
  const walking = (await attacksOf('walking 12-digit IDs', world)).filter(({ attack: { as } }) => as === 'branch');
  const tried: Tried[] = [];
  const found: Finding[] = [];
  for (const { name, attack } of walking.slice(0, 30)) {
    // As if the branch were told what the headquarters are.
    const headers = { ...world.headers.headquarters };
    const outcome = await attempt(world, name, { ...attack, sent: { ...attack.sent, headers } });
    tried.push(outcome.tried);
    found.push(...outcome.found);
  }
  const onRecord = await judgeRecords(world, tried);
  expect(found.filter(({ kind }) => kind === 'bypass').length).toBeGreaterThanOrEqual(20);
  expect(onRecord.filter(({ why }) => why.startsWith('somebody out of reach')).length).toBeGreaterThanOrEqual(20);
});
