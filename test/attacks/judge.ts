import type { ChainedRecord } from '../../src/audit/chained-record';
import { TOKEN_BYTES } from '../../src/audit/keyed-hash';
import { requireNoLeak } from '../server/leaks';
import type { Attack, Caller, Received } from './attack';
import { CANARY } from './failing-register';
import type { World } from './world';

/** What was found in the answer to an attack: nothing, where all is well. */
export interface Finding {
  readonly kind: 'bypass' | '5xx' | 'leak' | 'not on record';
  readonly attack: string;
  readonly why: string;
}

/** An attack that was sent. */
export interface Tried {
  readonly attack: Attack;
  readonly answer: Received;
  /** Its family and what it does. */
  readonly name: string;
}

/** Sends an attack and holds its answer against what must hold of it, and of every answer. */
export async function attempt(world: World, name: string, attack: Attack): Promise<{ tried: Tried; found: Finding[] }> {
  const answer = await world.send(attack.as, attack.sent);
  const found: Finding[] = [];
  const note = (kind: Finding['kind'], why: string | null): void => {
    if (why !== null) found.push({ kind, attack: name, why });
  };
  note('bypass', await attack.holds(answer, (query, variables) => world.honest(attack.as, query, variables)));
  note('bypass', tellsOfStranger(world, attack.as, answer.text));
  if (answer.request === null && answer.data !== null) note('bypass', 'data did not come through the graph');
  if (answer.status >= 500 || answer.status === 0) note('5xx', `${answer.status} ${answer.text.slice(0, 200)}`);
  note('leak', findLeak(answer.text));
  return { tried: { attack, answer, name }, found };
}

/**
 * Looks the requests up in the audit log. What reached the graph with a good token is there, whatever became of it, and
 * names nobody when it was refused and nobody out of reach otherwise.
 */
export async function judgeRecords(world: World, tried: readonly Tried[]): Promise<Finding[]> {
  const known = tried.filter(({ attack, answer }) => attack.as !== 'nobody' && answer.request !== null);
  const records = await world.records(known.map(({ answer }) => answer.request ?? ''));
  return known.flatMap(({ attack, answer, name }): Finding[] => {
    const record = records.get(answer.request ?? '');
    if (!record) return [{ kind: 'not on record', attack: name, why: answer.text.slice(0, 200) }];
    const why = complain(world, attack, record);
    return why === null ? [] : [{ kind: 'bypass', attack: name, why }];
  });
}

function complain(world: World, { as, onRecord }: Attack, record: ChainedRecord): string | null {
  if (record.decision === 'refused' && (record.subjects.length > 0 || record.counts.people > 0)) {
    return 'a refusal is on record with people in it';
  }
  if (isNarrow(as) && subjectsOf(record).some((token) => world.strangersOnRecord.has(token))) {
    return 'somebody out of reach is on record as disclosed';
  }
  return onRecord?.(record) ?? null;
}

function subjectsOf({ subjects }: ChainedRecord): readonly string[] {
  return subjects.flatMap(({ tokens }) =>
    Array.from({ length: tokens.length / TOKEN_BYTES }, (_, i) =>
      tokens.subarray(i * TOKEN_BYTES, (i + 1) * TOKEN_BYTES).toString('hex'),
    ),
  );
}

function isNarrow(as: Caller): boolean {
  return as === 'branch' || as === 'citizen' || as === 'nobody';
}

const PERSONAL_ID = /(?<![\w-])9\d{11}(?![\w-])/;

/** Those who reach some people alone are told of no other; a partner whose IDs are masked is told none in full. */
function tellsOfStranger({ people }: World, as: Caller, text: string): string | null {
  if (as === 'ministry' || as === 'trusted' || as === 'nobody') {
    return PERSONAL_ID.test(text) ? `a personal ID is told: ${text.slice(0, 300)}` : null;
  }
  if (!isNarrow(as)) return null;
  const stranger = people.strangers.find(({ id, insurance, card, taxCode }) =>
    [id, insurance, card, taxCode].some((value) => text.includes(value)),
  );
  return stranger ? `somebody out of reach is told of: ${text.slice(0, 300)}` : null;
}

function findLeak(text: string): string | null {
  try {
    // The names of claims are the issuers' to know: docs/identity.md has them.
    requireNoLeak(text.replace(/"claim":"lienthong_\w+"|: lienthong_\w+"/g, ''), CANARY);
    return null;
  } catch (error) {
    return (error as Error).message.slice(0, 400);
  }
}

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const LOGGED_ID = /(?<![\w-])9\d{11}(?![\w-])/;

/** Lines of the log that are more than one, act on a terminal, or repeat an identifier or a text of an attack. */
export function judgeLog(lines: readonly string[], texts: readonly string[]): Finding[] {
  return lines.flatMap((line) => {
    const whole = line.replace(/\n$/, '');
    const why = CONTROL.test(whole)
      ? 'a line holds control characters'
      : LOGGED_ID.test(whole)
        ? 'a line holds a personal ID'
        : texts.some((text) => whole.includes(text))
          ? 'a line repeats the text of an attack'
          : null;
    return why === null ? [] : [{ kind: 'leak', attack: 'the log', why: `${why}: ${whole.slice(0, 300)}` } as const];
  });
}
