import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { placeCluster } from '../../src/database/cluster-place';
import type { Site } from '../../src/database/site';
import { ERROR_CODES } from '../../src/errors';
import { goodClaims, issuerConfig, makeKey, sign } from '../identity/issuer-server';
import { makeDataDir } from '../support/cluster';
import { withClient } from '../support/scratch-register';
import { makeActors, type CanaryActors } from './canary-actors';
import { type CanaryPerson, canariesOf, findCanaries, inventPerson } from './canary-people';
import { PERSON, writerAbout } from './canary-request';
import { requestsAbout } from './canary-requests';
import { type CanaryScan, type Hit, scanFor } from './canary-scan';
import { send } from './canary-send';
import { openTroubledSite } from './canary-trouble';
import { type Installation, openInstallation, startGatewayProcess } from './gateway-process';

export interface CanaryProof {
  readonly requests: number;
  readonly citizens: number;
  readonly tell: (line: string) => void;
}

export interface CanariesProven {
  readonly requests: number;
  readonly canaries: number;
  /** Answers whose data tell of a canary, as they should. */
  readonly telling: number;
  /** Bytes that were searched, by where they came out. */
  readonly bytes: Readonly<Record<string, number>>;
  /** Where a canary came out. */
  readonly hits: readonly string[];
  /** Codes that were told, with the times, and those that a request can bring about and none did. */
  readonly codes: Readonly<Record<string, number>>;
  readonly missing: readonly string[];
  /** Requests without an answer. */
  readonly lost: readonly string[];
}

/** Told by commands alone or in the payload of a mutation, or by nothing that is known. */
const UNREACHABLE = ['CONFIGURATION_INVALID', 'DATABASE_FAILED', 'ACTION_NOT_GRANTED', 'CAMPAIGN_INVALID', 'INTERNAL'];
/** Codes of graphql-js and Apollo. */
const FOREIGN = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
  'PERSISTED_QUERY_NOT_SUPPORTED',
];
const LOG_LEVEL = { LIENTHONG_LOG_LEVEL: 'trace' };
/** So that both the refusals and the limit are met. */
const PUBLIC_PER_MINUTE = 40;
const STRANGERS = { LIENTHONG_PUBLIC_PER_MINUTE: String(PUBLIC_PER_MINUTE), LIENTHONG_REFUSED_TOKENS_PER_MINUTE: '25' };
const AT_ONCE = 128;
const PEOPLE = 8;
const DESCRIBED_MOST = 10;

/**
 * Sends canaries in every place of a request to a gateway, about people who are canaries themselves, while one thing after
 * the other fails; then searches every byte that came out in another way than as an answer's data.
 */
export async function proveCanaries(proof: CanaryProof): Promise<CanariesProven> {
  const dataDir = makeDataDir();
  const checkpointDir = join(dataDir, 'checkpoints');
  mkdirSync(checkpointDir);
  const installation = await openInstallation(dataDir, { citizens: proof.citizens, durable: false });
  const { site, secret } = installation;
  try {
    const known = await findCanaries(site, PEOPLE);
    const people = [...known, inventPerson(), inventPerson()];
    const [first, last] = [known[0], known.at(-1)] as [CanaryPerson, CanaryPerson];
    const outlet = new Outlet(scanFor(canariesOf(people)));
    const actors = await makeActors(site, secret, [first, last]);
    const troubled = await openTroubledSite(site, [first]);
    const variables = {
      ...installation.variables,
      ...LOG_LEVEL,
      ...STRANGERS,
      LIENTHONG_CHECKPOINT_DIR: checkpointDir,
    };
    const gateway = await startGatewayProcess(variables, troubled.ports);
    const [sent] = await Promise.all([
      sendAll(gateway.url, { ...proof, people, actors, troubles: troubled.troubles, outlet }),
      askWithoutIssuer(installation, dataDir, people, outlet),
    ]);
    await crowd(gateway.url, first, outlet);
    outlet.search('the figures', await (await fetch(`${gateway.url}/metrics`)).text());
    const code = await gateway.end();
    if (code !== 0) throw new Error(`the gateway ended with ${String(code)}: ${gateway.said().slice(-2_000)}`);
    outlet.search('what the gateway said', gateway.said());
    noteAbandoned(gateway.said(), outlet);
    await troubled.close();
    await searchStored(site, dataDir, checkpointDir, outlet);
    const wanted = [...Object.keys(ERROR_CODES).filter((name) => !UNREACHABLE.includes(name)), ...FOREIGN];
    return {
      requests: sent.requests,
      canaries: outlet.canaries,
      telling: outlet.telling,
      bytes: outlet.bytes,
      hits: outlet.hits,
      codes: outlet.codes,
      missing: wanted.filter((name) => !outlet.codes[name]),
      lost: sent.lost,
    };
  } finally {
    await site.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** More strangers at once than two minutes have room for: wherever one minute ends among them, another is overfull. */
async function crowd(url: string, person: CanaryPerson, outlet: Outlet): Promise<void> {
  const { ask } = writerAbout(person);
  for (let i = 0; i <= 2 * PUBLIC_PER_MINUTE; i += 1) {
    const told = await send(url, ask('one of a crowd without tokens', {}, PERSON, { id: person.id }));
    outlet.note(told.codes);
    outlet.search('the answer to one of a crowd', told.text);
  }
}

/** Everything that comes out, searched. */
class Outlet {
  readonly bytes: Record<string, number> = {};
  readonly codes: Record<string, number> = {};
  readonly hits: string[] = [];
  readonly canaries: number;
  telling = 0;

  constructor(private readonly scan: CanaryScan) {
    this.canaries = scan.canaries;
  }

  search(where: string, text: string): void {
    this.bytes[where] = (this.bytes[where] ?? 0) + Buffer.byteLength(text);
    for (const hit of this.scan.find(text)) this.hits.push(describe(where, hit));
  }

  /** Sees whether an answer's data tell of a canary. */
  compare(data: unknown): void {
    if (data !== null && this.scan.find(JSON.stringify(data)).length > 0) this.telling += 1;
  }

  note(codes: readonly string[]): void {
    for (const code of codes) this.codes[code] = (this.codes[code] ?? 0) + 1;
  }
}

function describe(where: string, { kind, value, as, excerpt }: Hit): string {
  return `${where}: ${kind} ${value} (${as}) in …${excerpt}…`;
}

interface Sending extends CanaryProof {
  readonly people: readonly CanaryPerson[];
  readonly actors: CanaryActors;
  readonly troubles: Awaited<ReturnType<typeof openTroubledSite>>['troubles'];
  readonly outlet: Outlet;
}

/** One trouble after the other, and about everybody in turn, until so many requests have been sent. */
async function sendAll(
  url: string,
  { requests: most, people, actors, troubles, outlet, tell }: Sending,
): Promise<{ readonly requests: number; readonly lost: readonly string[] }> {
  const lost: string[] = [];
  let requests = 0;
  let known = actors;
  for (let round = 0; requests < most; round += 1) {
    const trouble = troubles[round % troubles.length]!;
    const person = people[(round + Math.floor(round / troubles.length)) % people.length]!;
    const end = await trouble.begin();
    await delay(trouble.lasting);
    const rest = [...requestsAbout(person, known)];
    requests += rest.length;
    const client = async (): Promise<void> => {
      for (let sent = rest.shift(); sent; sent = rest.shift()) {
        try {
          const told = await send(url, sent);
          outlet.note(told.codes);
          outlet.compare(told.data);
          outlet.search(`the answer to ${sent.name}`, told.text);
          for (const cursor of told.cursors) outlet.search('cursors and names', cursor);
          const [disclosure] = told.cursors;
          if (sent.name === 'an own log' && disclosure) known = { ...known, disclosure };
        } catch (error) {
          lost.push(`${sent.name} while ${trouble.name}: ${String(error)}`);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, client));
    await end();
    tell(`${requests} of ${most} requests; ${trouble.name}; ${outlet.hits.length} hits`);
  }
  return { requests, lost };
}

/** Only the log tells of a caller who went away. */
function noteAbandoned(said: string, outlet: Outlet): void {
  if (said.includes('"code":"REQUEST_ABANDONED"')) outlet.note(['REQUEST_ABANDONED']);
}

/** A gateway that takes another issuer's word, whose keys cannot be had: it listens and never answers. */
async function askWithoutIssuer(
  { variables }: Installation,
  dataDir: string,
  people: readonly CanaryPerson[],
  outlet: Outlet,
): Promise<void> {
  const mute = createServer((socket) => socket.on('error', () => undefined));
  mute.listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const name = 'https://mute.example';
  const { port } = mute.address() as { port: number };
  const { keys: _, ...config } = issuerConfig(name);
  const file = join(dataDir, 'issuers.json');
  writeFileSync(file, JSON.stringify({ issuers: [{ ...config, jwksUri: `http://127.0.0.1:${port}/jwks` }] }));
  const gateway = await startGatewayProcess({ ...variables, ...LOG_LEVEL, LIENTHONG_ISSUERS: file }, {});
  const key = await makeKey('unseen');
  const ask = async ({ id, name: called }: CanaryPerson): Promise<void> => {
    const seconds = Math.floor(Date.now() / 1000);
    const claims = { ...goodClaims(name), sub: id, name: called, iat: seconds, exp: seconds + 600 };
    const headers = { authorization: `Bearer ${await sign(key, claims)}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ query: `{ person(personalId: "${id}") { personalId } }` });
    const told = await send(gateway.url, {
      name: 'a token of a mute issuer',
      method: 'POST',
      path: '/graphql',
      headers,
      body,
    });
    outlet.note(told.codes);
    outlet.search('the answer to a token of a mute issuer', told.text);
  };
  await Promise.all(people.map(ask));
  await gateway.end();
  outlet.search('what the gateway said', gateway.said());
  mute.close();
}

/** What is kept: the tables of audit and quotas, the checkpoints, and what PostgreSQL and its keeper said. */
async function searchStored(site: Site, dataDir: string, checkpointDir: string, outlet: Outlet): Promise<void> {
  await withClient(site.superuser('gateway') ?? site.owner('gateway'), async (client) => {
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
        where schemaname = 'audit' or schemaname = 'sharing' and tablename like 'quota%'`,
    );
    if (tables.rows.length < 8) throw new Error(`only ${tables.rows.length} tables of audit and quotas were found`);
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ text: string | null }>(
        `select string_agg(row_to_json(t)::text, e'\\n') as text from ${name} t`,
      );
      outlet.search('the tables of audit and quotas', rows[0]?.text ?? '');
    }
  });
  for (const file of readdirSync(checkpointDir)) {
    outlet.search('the checkpoints', `${file}\n${readFileSync(join(checkpointDir, file), 'utf8')}`);
  }
  const { postgresLog, keeperLog } = placeCluster(dataDir);
  for (const file of [postgresLog, `${postgresLog}.1`, keeperLog].filter((path) => existsSync(path))) {
    outlet.search('what PostgreSQL said', readFileSync(file, 'utf8'));
  }
}

/** 20,000 requests, as a block for docs/assurance.md. */
export async function proveInFull(tell: (line: string) => void): Promise<string> {
  const proven = await proveCanaries({ requests: 20_000, citizens: 2_000, tell });
  const { codes, missing, hits, lost } = proven;
  const answers = sum(Object.entries(proven.bytes).filter(([where]) => where.startsWith('the answer')));
  const others = Object.entries(proven.bytes).filter(([where]) => !where.startsWith('the answer'));
  const block = [
    `${proven.requests} requests with ${proven.canaries} canaries in every place of a request, ${PEOPLE} people of the registers among them`,
    `answers whose data tell of a canary: ${proven.telling}`,
    `codes told: ${Object.keys(codes).length}; that a request can bring about and none did: ${missing.join(', ') || 'none'}`,
    `bytes searched: answers but for their data ${answers}, ${others.map(([where, count]) => `${where} ${count}`).join(', ')}`,
    `requests without an answer: ${lost.length}`,
    `hits: ${hits.length}`,
  ].join('\n');
  if (hits.length + missing.length + lost.length > 0 || proven.telling === 0) {
    throw new Error([block, ...hits.slice(0, DESCRIBED_MOST), ...lost.slice(0, DESCRIBED_MOST)].join('\n'));
  }
  return block;
}

function sum(entries: readonly (readonly [string, number])[]): number {
  return entries.reduce((total, [, count]) => total + count, 0);
}
