import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { KEY_NAME } from '../../src/audit/audit-log';
import { fromBody } from '../../src/audit/chained-record';
import { checkpointSeedOf } from '../../src/audit/keys';
import { readCheckpoints } from '../../src/audit/known-checkpoints';
import { createSigner, parsePublicKey } from '../../src/audit/signed-note';
import { verifyDatabase } from '../../src/audit/verify-database';
import type { Site } from '../../src/database/site';
import { ERROR_CODES, type ErrorCode } from '../../src/errors';
import { agree } from '../agreements/quota-agreement';
import { type Random, randomOf } from '../audit/attacks';
import { type FaultProxy, openFaultProxy } from '../audit/fault-proxy';
import { makeDataDir } from '../support/cluster';
import { withClient } from '../support/scratch-register';
import {
  type FaultName,
  injectFaults,
  makeDisk,
  moveRecords,
  type Pace,
  possibleFaults,
  removeDisk,
  tellFaults,
} from './database-faults';
import { type GatewayProcess, openInstallation, startGatewayProcess } from './gateway-process';
import { type Kind, type Kinds, makeKinds, PROOF_MINISTRY, SPENT_MINISTRY } from './gateway-requests';
import { newSeed } from './oracle.proof';

export interface GatewayFaults {
  readonly requests: number;
  readonly citizens: number;
  readonly clients: number;
  /** How long a client waits between an answer and its next request at most, in milliseconds. */
  readonly thinking: number;
  readonly pace: Pace;
  readonly durable: boolean;
  readonly seed: number;
  readonly tell: (line: string) => void;
}

/** What came of it. Times in milliseconds. */
export interface FaultsProven {
  readonly requests: number;
  /** Answers with personal data; answers of the kinds that are refused anyway, for what they are refused; unavailable. */
  readonly answered: number;
  readonly refused: number;
  readonly unavailable: Readonly<Record<string, number>>;
  /** Answers with personal data of which no committed record tells, or not all: at most five are described. */
  readonly unrecorded: readonly string[];
  /** What should not have been answered: another code or status, data beside a refusal, a request without an answer. */
  readonly foreign: readonly string[];
  /** Refusals of kinds that are refused anyway, with a record that says otherwise or none. */
  readonly broken: readonly string[];
  readonly longestRefusal: number;
  readonly longestAnswer: number;
  /** From a fault's end to the first answer with personal data, of kinds without and with quotas. */
  readonly longestReturn: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly possible: readonly FaultName[];
}

/** What may be answered while the gateway's own database fails, with these statuses and no data. */
const UNAVAILABLE: readonly ErrorCode[] = ['AUDIT_UNAVAILABLE', 'QUOTA_UNAVAILABLE', 'AGREEMENTS_UNAVAILABLE'];
const DESCRIBED_MOST = 5;

interface Place {
  readonly gateway: GatewayProcess;
  readonly proxy: FaultProxy;
  readonly site: Site;
  readonly disk: string | null;
  readonly kinds: Kinds;
}

/** Sends requests of many kinds to a gateway whose own database fails in one way after the other. */
export async function proveGatewayFaults(proof: GatewayFaults): Promise<FaultsProven> {
  const dataDir = makeDataDir();
  const checkpointDir = join(dataDir, 'checkpoints');
  mkdirSync(checkpointDir);
  const disk = makeDisk(join(dataDir, '..', `lienthong-gateway-disk-${process.pid}`));
  const { site, secret, variables } = await openInstallation(dataDir, proof);
  try {
    await agree(site.writer(), PROOF_MINISTRY, { peoplePerDay: 10_000_000, pricePerMinute: 10_000_000 });
    await agree(site.writer(), SPENT_MINISTRY, { peoplePerDay: 5, identifiersPerDay: 1_000_000 });
    const maker = site.superuser('gateway') ?? site.owner('gateway');
    if (disk !== null) await moveRecords(maker, dataDir, disk);
    const proxy = await openFaultProxy(site.writer(), 'any');
    const gateway = await startGatewayProcess(
      { ...variables, LIENTHONG_CHECKPOINT_DIR: checkpointDir, LIENTHONG_LOG_LEVEL: 'warn' },
      { writer: Number(proxy.config.port) },
    );
    const kinds = await makeKinds(site, secret);
    const sending = await sendAll({ gateway, proxy, site, disk, kinds }, proof, randomOf(proof.seed));
    const code = await gateway.end();
    if (code !== 0) throw new Error(`the gateway ended with ${String(code)}: ${gateway.said().slice(-2_000)}`);
    await proxy.close();
    const pinned = [parsePublicKey(createSigner(KEY_NAME, checkpointSeedOf(secret)).publicKey)];
    const known = await readCheckpoints(checkpointDir, pinned);
    const { faults } = await verifyDatabase({ ...site.writer(), options: '' }, { pinned, known });
    const { unrecorded, broken } = await compare(site, sending);
    const { counts, told, kept: _, ...rest } = sending;
    return {
      ...rest,
      ...counts,
      requests: told,
      unrecorded,
      broken: [...broken, ...faults.map(({ what }) => `the log: ${what}`)],
    };
  } finally {
    await site.close();
    removeDisk(disk);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** An answer under its name, with the people whom it told of; null for a refusal, whose code is `reason`. */
interface Kept {
  readonly kind: string;
  readonly people: number | null;
  readonly reason: string | null;
}

interface Sending extends Pick<
  FaultsProven,
  'longestRefusal' | 'longestAnswer' | 'longestReturn' | 'faults' | 'possible'
> {
  readonly told: number;
  readonly counts: Pick<FaultsProven, 'answered' | 'refused' | 'unavailable' | 'foreign'>;
  readonly kept: ReadonlyMap<string, Kept>;
}

async function sendAll(place: Place, proof: GatewayFaults, random: Random): Promise<Sending> {
  const { requests, pace, tell } = proof;
  const kept = new Map<string, Kept>();
  const counts = { answered: 0, refused: 0, unavailable: {} as Record<string, number>, foreign: [] as string[] };
  const longest = { refusal: 0, answer: 0, return: 0 };
  let told = 0;
  /** Whether kinds with and without quotas wait for their first answer after a fault. */
  const waiting = { withQuota: false, withoutQuota: false, since: 0 };

  const injected = new Set<FaultName>();
  const maker = place.site.superuser('gateway') ?? place.site.owner('gateway');
  const target = { maker, proxy: place.proxy, disk: place.disk };
  const possible = possibleFaults(target);
  const goesOn = (): boolean => told < requests || injected.size < possible.length;

  const note = (kind: Kind, ms: number, sent: Received): void => {
    const what = `${kind.name}: ${sent.status} ${sent.codes.join(' ')}`;
    const [code] = sent.codes;
    if (sent.codes.length === 0 && sent.status === 200 && kind.isAnswered) {
      counts.answered += 1;
      longest.answer = Math.max(longest.answer, ms);
      kept.set(sent.request, { kind: kind.name, people: kind.people(sent.data), reason: null });
      const quota = kind.hasQuota ? 'withQuota' : 'withoutQuota';
      if (waiting[quota]) {
        longest.return = Math.max(longest.return, performance.now() - waiting.since);
        waiting[quota] = false;
      }
      return;
    }
    const isOfFault = UNAVAILABLE.includes(code as ErrorCode);
    const isExpected = isOfFault || (kind.expected !== null && code === kind.expected);
    const status = isExpected ? ERROR_CODES[code as ErrorCode].status : NaN;
    if (!isExpected || sent.codes.length !== 1 || sent.status !== status || sent.data !== null)
      counts.foreign.push(what);
    longest.refusal = Math.max(longest.refusal, ms);
    if (isOfFault) counts.unavailable[code as string] = (counts.unavailable[code as string] ?? 0) + 1;
    else {
      counts.refused += 1;
      kept.set(sent.request, { kind: kind.name, people: null, reason: code ?? null });
    }
  };
  const client = async (): Promise<void> => {
    while (goesOn()) {
      told += 1;
      const kind = place.kinds.pick(random);
      const start = performance.now();
      try {
        const received = await send(place.gateway.url, kind, random);
        note(kind, performance.now() - start, received);
      } catch (error) {
        counts.foreign.push(`${kind.name}: no answer (${String(error)})`);
      }
      await delay(random(proof.thinking));
    }
  };
  const inject = injectFaults(target, {
    random,
    pace,
    goesOn,
    healed: (name) => {
      waiting.since = performance.now();
      waiting.withQuota = waiting.withoutQuota = true;
      injected.add(name);
      const lost = Object.values(counts.unavailable).reduce((sum, each) => sum + each, 0);
      tell(`${told} of ${requests} requests; ${lost} refused for a fault; ${name}`);
    },
    hasReturned: () => !waiting.withQuota && !waiting.withoutQuota,
  });
  const [faults] = await Promise.all([inject, ...Array.from({ length: proof.clients }, client)]);
  // Who has not been answered yet waits for as long as it has been.
  if (waiting.withQuota || waiting.withoutQuota) {
    longest.return = Math.max(longest.return, performance.now() - waiting.since);
  }
  return {
    told,
    counts,
    kept,
    longestRefusal: longest.refusal,
    longestAnswer: longest.answer,
    longestReturn: longest.return,
    faults,
    possible,
  };
}

interface Received {
  readonly status: number;
  /** Under which the request is on record. */
  readonly request: string;
  readonly data: unknown;
  readonly codes: readonly string[];
}

async function send(url: string, kind: Kind, random: Random): Promise<Received> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...kind.headers(random) },
    body: JSON.stringify({ query: kind.document, variables: kind.variables(random) }),
  });
  const answer = (await response.json()) as {
    data?: unknown;
    errors?: readonly { extensions?: { code?: string } }[];
  };
  return {
    status: response.status,
    request: response.headers.get('lienthong-request') ?? '',
    data: answer.data ?? null,
    codes: (answer.errors ?? []).map(({ extensions }) => extensions?.code ?? 'NONE'),
  };
}

/** Holds what clients were told against the whole log. */
async function compare(site: Site, { kept }: Sending): Promise<Pick<FaultsProven, 'unrecorded' | 'broken'>> {
  const unrecorded: string[] = [];
  const broken: string[] = [];
  const found = new Set<string>();
  const tell = (list: string[], line: string): void => {
    if (list.length < DESCRIBED_MOST) list.push(line);
  };
  await withClient(site.owner('gateway'), async (client) => {
    await client.query('begin');
    await client.query('declare records cursor for select body from audit.record');
    for (;;) {
      const { rows } = await client.query<{ body: string }>('fetch 1000 from records');
      if (rows.length === 0) break;
      for (const { body } of rows) {
        const { request, decision, outcome, reason, counts, subjects } = fromBody(body);
        const told = kept.get(request);
        if (!told) continue;
        if (found.has(request)) tell(broken, `${told.kind} ${request} is on record twice`);
        found.add(request);
        const isAllowed =
          decision === 'allowed' && outcome === 'answered' && subjects.some(({ tokens }) => tokens.length > 0);
        if (told.people === null) {
          if (decision !== 'refused' || reason !== told.reason || subjects.length > 0)
            tell(broken, `${told.kind} ${request} was refused with ${String(told.reason)}: ${body}`);
        } else if (!isAllowed || counts.people !== told.people) {
          tell(unrecorded, `${told.kind} ${request} told of ${told.people} people: ${body}`);
        }
      }
    }
  });
  for (const [request, { kind, people }] of kept) {
    if (found.has(request)) continue;
    tell(people === null ? broken : unrecorded, `${kind} ${request} is not on record`);
  }
  return { unrecorded, broken };
}

const FULL = {
  requests: 100_000,
  citizens: 2_000,
  clients: 48,
  thinking: 140,
  pace: { resting: [0, 4_000], failing: [200, 2_500] },
  durable: true,
} as const;

/** 100,000 requests, as a block for docs/assurance.md. */
export async function proveInFull(tell: (line: string) => void): Promise<string> {
  const seed = newSeed();
  const proven = await proveGatewayFaults({ ...FULL, seed, tell });
  const unavailable = Object.entries(proven.unavailable).map(([code, times]) => `${code} ${times}`);
  const block = [
    `${proven.requests} HTTP requests by ${FULL.clients} clients to a gateway process over a nation of ${FULL.citizens}; fsync on; seed ${seed}`,
    `faults of its own database: ${tellFaults(proven.faults)}`,
    `answered with personal data: ${proven.answered}; refused as ever: ${proven.refused}; refused for a fault: ${unavailable.sort().join(', ')}`,
    `answers with personal data without a committed record of as many people: ${proven.unrecorded.length}`,
    `other codes, other statuses, data beside a refusal, requests without an answer: ${proven.foreign.length}`,
    `refusals with another record or none, and what the verifier found: ${proven.broken.length}`,
    `longest wait for a refusal: ${proven.longestRefusal.toFixed(0)} ms (at most 2,000); for an answer: ${proven.longestAnswer.toFixed(0)} ms`,
    `longest from a fault's end to the next answer, with and without quotas: ${proven.longestReturn.toFixed(0)} ms (at most 10,000)`,
  ].join('\n');
  const wrong = [...proven.unrecorded, ...proven.foreign.slice(0, DESCRIBED_MOST), ...proven.broken];
  const missing = proven.possible.filter((name) => !proven.faults[name]);
  if (missing.length > 0) wrong.push(`never injected: ${missing.join(', ')}`);
  if (wrong.length > 0 || proven.longestRefusal > 2_000 || proven.longestReturn > 10_000) {
    throw new Error([block, ...wrong].join('\n'));
  }
  return block;
}
