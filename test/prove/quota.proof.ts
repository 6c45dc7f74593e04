import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fromBody } from '../../src/audit/chained-record';
import { subjectKeysOf } from '../../src/audit/keys';
import { TOKEN_BYTES } from '../../src/audit/keyed-hash';
import { createSubjectTokens } from '../../src/audit/subject-token';
import { readConfig } from '../../src/config';
import { loadSecret } from '../../src/database/installation-secret';
import { openSite, type Site } from '../../src/database/site';
import { agree, headersOf } from '../agreements/quota-agreement';
import { type Running, startProgram, waitForAddress } from '../cli/program';
import { makeDataDir, silent } from '../support/cluster';
import { askAt } from '../support/gateway';
import { withClient } from '../support/scratch-register';

export interface QuotaProof {
  readonly dataDir: string;
  readonly gateways: number;
  readonly clients: number;
  readonly requests: number;
  /** The quota: people per day. */
  readonly allowed: number;
  readonly citizens: number;
  /** How long every gateway runs until the next one is killed, in milliseconds, at most. */
  readonly killAfterMs: number;
  readonly tell: (line: string) => void;
}

/** What came of it. People are distinct people. */
export interface QuotaProven {
  readonly requests: number;
  readonly answered: number;
  readonly refused: number;
  /** Requests without an answer, because their gateway was killed, and those that were told to come again. */
  readonly lost: number;
  readonly unavailable: number;
  /** Answers of any other kind. */
  readonly foreign: number;
  readonly kills: number;
  /** People in the answers that clients received; in the audit log's records; and as the gateways counted them. */
  readonly received: number;
  readonly recorded: number;
  readonly counted: number;
  /** People whom a client was told of and no record tells of. */
  readonly unrecorded: number;
}

const MINISTRY = 'quota-proof';
/** Of the people who are asked for in the end, the quota holds four fifths; so most requests come before it is used up. */
const ASKED_FOR = 1.25;
const NAMES = ['a', 'b', 'c', 'd'] as const;
/** Every so many requests ask for people by their personal ID, the others by their insurance number. */
const BY_PERSON_EVERY = 8;
/** One operation for each number of people, so that plans are used again. */
const documentsOf = (field: string, argument: string, type: string): readonly string[] =>
  NAMES.map((_, last) => {
    const names = NAMES.slice(0, last + 1);
    const fields = names.map((name) => `${name}: ${field}(${argument}: $${name}) { citizen { personalId fullName } }`);
    return `query (${names.map((name) => `$${name}: ${type}!`).join(' ')}) { ${fields.join('\n')} }`;
  });
const BY_NUMBER = documentsOf('participant', 'insuranceNumber', 'InsuranceNumber');
const BY_PERSON = documentsOf('person', 'personalId', 'PersonalId');

/** Somebody who is a citizen and a participant under one personal ID. */
interface Someone {
  readonly id: string;
  readonly number: string;
}

type Data = Readonly<Record<string, { readonly citizen: { readonly personalId: string } | null } | null>>;

/**
 * Sends requests of one to four people each to gateways over one site, all under one quota, while gateways are killed
 * with SIGKILL and started again; then counts the people three times. What was done is kept in the data directory: a proof
 * that is broken off goes on where it was.
 */
export async function proveQuota(proof: QuotaProof): Promise<QuotaProven> {
  const { dataDir, gateways, clients } = proof;
  const variables = { LIENTHONG_DATA_DIR: dataDir, LIENTHONG_DEMO_CITIZENS: String(proof.citizens), PORT: '0' };
  const start = (): Running => startProgram(['serve'], { ...variables, LIENTHONG_LOG_LEVEL: 'silent' });
  const first = start();
  const running = [{ program: first, url: await waitForAddress(first) }];
  const site = await openSite(readConfig(variables), { log: silent });
  try {
    await agreeOnce(site, proof.allowed);
    while (running.length < gateways) {
      const program = start();
      running.push({ program, url: await waitForAddress(program) });
    }
    const secret = await loadSecret(readConfig(variables));
    const state = new Progress(dataDir);
    const people = await listPeople(site);
    if (people.length < proof.allowed * ASKED_FOR)
      throw new Error(`there are ${people.length} people, too few to ask for`);
    const headers = await headersOf(secret, MINISTRY);
    const client = async (_: unknown, own: number): Promise<void> => {
      const gateway = running[own % gateways]!;
      while (state.sent < proof.requests) {
        state.sent += 1;
        const byPerson = state.sent % BY_PERSON_EVERY === 0;
        const reach = Math.ceil((state.sent / proof.requests) * proof.allowed * ASKED_FOR);
        const last = Math.floor(Math.random() * NAMES.length);
        const chosen = NAMES.slice(0, last + 1).map((name) => {
          const { id, number } = people[Math.floor(Math.random() * reach)]!;
          return [name, byPerson ? id : number] as const;
        });
        const document = (byPerson ? BY_PERSON : BY_NUMBER)[last]!;
        await state.send(gateway.url, document, Object.fromEntries(chosen), headers);
        while (gateway.program.process.exitCode !== null || gateway.program.process.signalCode !== null)
          await delay(50);
      }
    };
    const kill = async (): Promise<void> => {
      while (state.sent < proof.requests) {
        const rest = Math.random() * proof.killAfterMs;
        for (const end = Date.now() + rest; Date.now() < end && state.sent < proof.requests;) await delay(20);
        const victim = running[Math.floor(Math.random() * running.length)]!;
        victim.program.process.kill('SIGKILL');
        state.counts.kills += 1;
        await victim.program.ended;
        const program = start();
        victim.url = await waitForAddress(program);
        victim.program = program;
        proof.tell(
          `${state.sent} of ${proof.requests} requests; ${state.counts.kills} kills; ${state.received.size} people received`,
        );
      }
    };
    await Promise.all([...Array.from({ length: clients }, client), kill()]);
    state.save();
    const recorded = await listRecorded(site);
    const tokens = createSubjectTokens(subjectKeysOf(secret));
    return {
      requests: state.sent,
      ...state.counts,
      received: state.received.size,
      recorded: recorded.size,
      counted: await countCounted(site),
      unrecorded: [...state.received].filter((id) => !recorded.has(tokens.token('population', id).toString('hex')))
        .length,
    };
  } finally {
    for (const { program } of running) program.process.kill('SIGTERM');
    await Promise.all(running.map(({ program }) => program.ended));
    await site.close();
  }
}

/** What clients have sent and received, kept in the data directory. */
class Progress {
  readonly received: Set<string>;
  readonly counts = { answered: 0, refused: 0, lost: 0, unavailable: 0, foreign: 0, kills: 0 };
  sent: number;
  private readonly receivedFile: string;
  private readonly countsFile: string;
  private saved = 0;

  constructor(dataDir: string) {
    this.receivedFile = join(dataDir, 'proof-received');
    this.countsFile = join(dataDir, 'proof-counts');
    this.received = new Set(linesOf(this.receivedFile));
    const last = linesOf(this.countsFile).at(-1);
    const { sent, ...counts } = last ? (JSON.parse(last) as Progress['counts'] & { sent: number }) : { sent: 0 };
    Object.assign(this.counts, counts);
    this.sent = sent;
  }

  async send(
    url: string,
    document: string,
    variables: Readonly<Record<string, unknown>>,
    headers: Readonly<Record<string, string>>,
  ): Promise<void> {
    try {
      const { status, data, errors } = await askAt(url, document, variables, { headers });
      if (status === 200 && data && !errors) this.receive(data);
      else if (status === 429) this.counts.refused += 1;
      else if (status === 503) this.counts.unavailable += 1;
      else this.counts.foreign += 1;
    } catch {
      this.counts.lost += 1;
      await delay(50);
    }
    if (this.sent - this.saved >= 1_000) this.save();
  }

  save(): void {
    this.saved = this.sent;
    appendFileSync(this.countsFile, `${JSON.stringify({ ...this.counts, sent: this.sent })}\n`);
  }

  private receive(data: Data): void {
    this.counts.answered += 1;
    for (const person of Object.values(data)) {
      const id = person?.citizen?.personalId;
      if (id === undefined || this.received.has(id)) continue;
      this.received.add(id);
      appendFileSync(this.receivedFile, `${id}\n`);
    }
  }
}

function linesOf(file: string): readonly string[] {
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
}

/** The quota is agreed once; a proof that goes on finds it. */
async function agreeOnce(site: Site, peoplePerDay: number): Promise<void> {
  const known = await withClient(site.writer(), (client) =>
    client.query('select from sharing.agreement_version where agreement = $1', [MINISTRY]),
  );
  if (known.rowCount === 0) await agree(site.writer(), MINISTRY, { peoplePerDay });
  // Every gateway that runs has looked by then.
  await delay(1_500);
}

async function listPeople(site: Site): Promise<readonly Someone[]> {
  const citizens = await withClient(site.reader('population'), (client) =>
    client.query<{ id: string }>('select personal_id as id from share.citizen'),
  );
  const ids = new Set(citizens.rows.map(({ id }) => id));
  const participants = await withClient(site.reader('insurance'), (client) =>
    client.query<Someone>(
      'select personal_id as id, insurance_number as number from share.participant order by md5(insurance_number)',
    ),
  );
  const known = new Map(participants.rows.filter(({ id }) => ids.has(id)).map((each) => [each.id, each]));
  return [...known.values()];
}

/** The people of the population register whom the audit log's answered records tell of, as tokens in hexadecimal. */
function listRecorded(site: Site): Promise<ReadonlySet<string>> {
  return withClient(site.owner('gateway'), async (client) => {
    const { rows } = await client.query<{ body: string }>(
      "select body from audit.record where agreement = $1 and decision = 'allowed'",
      [MINISTRY],
    );
    const found = new Set<string>();
    for (const { register, tokens } of rows.flatMap(({ body }) => fromBody(body).subjects)) {
      if (register !== 'population') continue;
      for (let at = 0; at < tokens.length; at += TOKEN_BYTES) found.add(tokens.toString('hex', at, at + TOKEN_BYTES));
    }
    return found;
  });
}

/** Throws when the day has changed meanwhile, which gave the ministry a second quota. */
function countCounted(site: Site): Promise<number> {
  return withClient(site.owner('gateway'), async (client) => {
    const { rows } = await client.query<{ people: number; tokens: number }>(
      `select people::int, (select count(*)::int from sharing.quota_person p where p.agreement = w.agreement) as tokens
         from sharing.quota_window w where agreement = $1`,
      [MINISTRY],
    );
    const [window, other] = rows;
    if (!window || other) throw new Error('the day changed in Viet Nam while this was proven; prove it again');
    if (window.people !== window.tokens)
      throw new Error(`${window.people} people are counted, and ${window.tokens} known`);
    return window.people;
  });
}

const FULL = { gateways: 4, clients: 12, requests: 100_000, allowed: 10_000, citizens: 25_000, killAfterMs: 20_000 };

/** 100,000 requests to four gateways against a quota of 10,000 people, as a block for docs/assurance.md. */
export async function proveInFull(tell: (line: string) => void): Promise<string> {
  const dataDir = join(tmpdir(), 'lienthong-quota-proof');
  mkdirSync(dataDir, { recursive: true });
  const proven = await proveQuota({ ...FULL, dataDir, tell });
  rmSync(dataDir, { recursive: true, force: true });
  const { received, recorded, counted, unrecorded, foreign } = proven;
  const overshoot = Math.max(received, recorded, counted) - FULL.allowed;
  const block = [
    `${proven.requests} requests of 1 to 4 people each by ${FULL.clients} clients to ${FULL.gateways} gateways; quota ${FULL.allowed} people per day`,
    `kill -9 of a gateway: ${proven.kills}; requests lost with one: ${proven.lost}`,
    `answered: ${proven.answered}; refused by the quota: ${proven.refused}; told to come again: ${proven.unavailable}; anything else: ${foreign}`,
    `distinct people in answers that clients received: ${received}; in the audit log: ${recorded}; counted: ${counted}`,
    `people received without a record: ${unrecorded}`,
    `overshoot: ${Math.max(0, overshoot)}`,
  ].join('\n');
  if (overshoot > 0 || unrecorded > 0 || recorded !== counted || foreign > 0) throw new Error(block);
  return block;
}

/** The same in small, over a data directory of its own. */
export async function proveInSmall(): Promise<QuotaProven> {
  const dataDir = makeDataDir();
  try {
    const small = { gateways: 2, clients: 8, requests: 400, allowed: 75, citizens: 1_000, killAfterMs: 1_500 };
    return await proveQuota({ ...small, dataDir, tell: () => undefined });
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
