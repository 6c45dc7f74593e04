import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { placeCluster } from '../../src/database/cluster-place';
import { findPostgresProcesses } from '../../src/database/postgres-processes';
import { type Running, startProgram, waitForAddress } from '../cli/program';
import { FLAGSHIP_ROWS } from '../graph/flagship';
import { askAt, type RequestOptions } from '../support/gateway';
import { officerHeaders } from '../support/persona-token';
import { quantile } from './load';
import { cpuOf } from './processes';

/** CPU of the gateway and of its PostgreSQL, in milliseconds for each request. */
interface Cost {
  readonly gateway: number;
  readonly postgres: number;
}

/** What the flagship page took of one nation, in each round. */
export interface Measured {
  readonly citizens: number;
  /** Pages that are asked for in turn. */
  readonly pages: number;
  readonly rounds: readonly Cost[];
  /** Letters of an answer, in the mean. */
  readonly letters: number;
}

/** Where a gateway answers, and as whom it is asked: an officer who sees all registers. */
interface Asked {
  readonly url: string;
  readonly headers: NonNullable<RequestOptions['headers']>;
}

/** A gateway over a nation, and where the pages begin that it is asked for. */
interface Served extends Asked {
  readonly citizens: number;
  readonly program: Running;
  readonly clusterDir: string;
  readonly pages: readonly Page[];
}

interface Page {
  readonly province: string;
  readonly after: string;
}

const PAGE_ROWS = 50;
const CLIENTS = 4;
/** Pages of one nation, evenly spread over its participants, so that a large nation is not read at one end only. */
const PAGES = 250;
const COMPULSORY = 'filter: { province: $province, scheme: COMPULSORY_SI }';

/** The first query of the README without `totalCount`, from any place in the list. */
const FLAGSHIP = `query Flagship($province: ProvinceCode!, $after: String) {
  participants(${COMPULSORY}, first: ${PAGE_ROWS}, after: $after) {
    ${FLAGSHIP_ROWS}
  }
}`;
const CURSORS = `query Cursors($province: ProvinceCode!, $after: String) {
  participants(${COMPULSORY}, first: 500, after: $after) { pageInfo { hasNextPage endCursor } edges { cursor } }
}`;

/**
 * Serves nations of several sizes, each from its own directory below `baseDir`, builds those that are not there, and
 * asks each in turn for so many pages, again and again. The first round is not measured.
 */
export async function measureGrowth(
  sizes: readonly number[],
  rounds: number,
  requests: number,
  baseDir: string,
  tell: (line: string) => void,
): Promise<readonly Measured[]> {
  const served: Served[] = [];
  const measured = sizes.map((citizens) => ({ citizens, pages: 0, rounds: [] as Cost[], letters: 0 }));
  try {
    for (const citizens of sizes) {
      tell(`opening the nation of ${citizens}`);
      served.push(await serve(citizens, join(baseDir, String(citizens))));
    }
    for (let round = 0; round <= rounds; round += 1) {
      for (const [i, nation] of served.entries()) {
        const { cost, letters } = await askForPages(nation, requests, round * requests);
        const own = measured[i];
        if (round > 0 && own) own.rounds.push(cost);
        if (own) [own.letters, own.pages] = [letters, nation.pages.length];
        tell(`round ${round}, ${nation.citizens}: ${cost.gateway.toFixed(2)} + ${cost.postgres.toFixed(2)} ms`);
      }
    }
  } finally {
    for (const { program } of served) program.process.kill('SIGTERM');
    await Promise.all(served.map(({ program }) => program.ended));
  }
  return measured;
}

async function serve(citizens: number, dataDir: string): Promise<Served> {
  const program = startProgram(['serve'], {
    LIENTHONG_DATA_DIR: dataDir,
    LIENTHONG_DEMO_CITIZENS: String(citizens),
    LIENTHONG_LOG_LEVEL: 'silent',
    PORT: '0',
  });
  try {
    const asked = { url: await waitForAddress(program), headers: await officerHeaders(dataDir) };
    const { data } = await askAt(
      asked.url,
      '{ dataset { citizens } provinces { code } }',
      {},
      { headers: asked.headers },
    );
    const { dataset, provinces } = data as unknown as { dataset: { citizens: number }; provinces: { code: string }[] };
    if (dataset.citizens !== citizens) throw new Error(`${dataDir} holds a nation of ${dataset.citizens}`);
    const pages: Page[] = [];
    for (const { code } of provinces) pages.push(...(await findPages(asked, code)));
    return { ...asked, citizens, program, clusterDir: placeCluster(dataDir).clusterDir, pages: spread(pages, PAGES) };
  } catch (error) {
    program.process.kill('SIGTERM');
    await program.ended;
    throw error;
  }
}

/** Where the full pages of a province begin; the first one is left out, since it has no place to begin after. */
async function findPages(asked: Asked, province: string): Promise<readonly Page[]> {
  const cursors: string[] = [];
  let after: string | null = null;
  do {
    const { participants } = await askFor(asked, CURSORS, { province, after });
    cursors.push(...participants.edges.map(({ cursor }) => cursor));
    after = participants.pageInfo.hasNextPage ? participants.pageInfo.endCursor : null;
  } while (after !== null);
  return cursors
    .filter((_, i) => (i + 1) % PAGE_ROWS === 0 && i + PAGE_ROWS < cursors.length)
    .map((cursor) => ({ province, after: cursor }));
}

/** So many of a list, evenly spread over it; all when it has no more. */
function spread<Each>(list: readonly Each[], most: number): readonly Each[] {
  const step = Math.max(1, list.length / most);
  return list.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
}

/** Asks for pages in turn, from one of them on. */
async function askForPages(nation: Served, requests: number, first: number): Promise<{ cost: Cost; letters: number }> {
  const { program, clusterDir, pages } = nation;
  let [sent, letters] = [0, 0];
  const client = async (): Promise<void> => {
    while (sent < requests) {
      const { province, after } = pages[(first + sent) % pages.length] ?? { province: '', after: '' };
      sent += 1;
      const { participants } = await askFor(nation, FLAGSHIP, { province, after });
      if (participants.edges.length !== PAGE_ROWS) throw new Error(`a page of ${participants.edges.length}`);
      letters += JSON.stringify(participants).length;
    }
  };
  const clock = (): Cost => ({
    gateway: cpuOf([program.process.pid ?? 0]),
    postgres: cpuOf(findPostgresProcesses(clusterDir)),
  });
  const before = clock();
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const after = clock();
  return {
    cost: {
      gateway: (after.gateway - before.gateway) / requests,
      postgres: (after.postgres - before.postgres) / requests,
    },
    letters: letters / requests,
  };
}

interface ParticipantsPage {
  readonly participants: {
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    readonly edges: readonly { readonly cursor: string }[];
  };
}

async function askFor(asked: Asked, query: string, variables: Record<string, unknown>): Promise<ParticipantsPage> {
  const { data, errors } = await askAt(asked.url, query, variables, { headers: asked.headers });
  if (errors || !data) throw new Error(`the gateway refused: ${JSON.stringify(errors)}`);
  return data as unknown as ParticipantsPage;
}

const SIZES = [100_000, 1_000_000, 3_000_000] as const;
const ROUNDS = 7;
const REQUESTS = 500;
const RATIO_MOST = 1.2;

/**
 * Measures nations of 100,000, a million and three million, as a block for docs/performance.md. Throws when a page of a
 * larger nation costs more than a fifth more. Nations stay in LIENTHONG_DATA_DIR, or in a new directory, so that a
 * proof that was cut off does not build them again.
 */
export async function proveInFull(tell: (line: string) => void): Promise<string> {
  const baseDir = process.env['LIENTHONG_DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'lienthong-growth-'));
  tell(`data directory: ${baseDir} (15 GB; set LIENTHONG_DATA_DIR to it to use its nations again)`);
  const measured = await measureGrowth(SIZES, ROUNDS, REQUESTS, baseDir, tell);
  const { block, worst } = report(measured);
  if (!(worst <= RATIO_MOST)) throw new Error(block);
  return block;
}

/** What was measured, in lines, and the largest ratio to the smallest nation. */
export function report(measured: readonly Measured[]): { readonly block: string; readonly worst: number } {
  const medianOf = (rounds: readonly Cost[], read: (cost: Cost) => number): number => quantile(rounds.map(read), 0.5);
  const sumOf = ({ gateway, postgres }: Cost): number => gateway + postgres;
  const base = measured[0] ? medianOf(measured[0].rounds, sumOf) : Number.NaN;
  const rows = measured.map(({ citizens, pages, rounds, letters }) => {
    const sum = medianOf(rounds, sumOf);
    const cells = [
      citizens.toLocaleString('en').padStart(10),
      String(pages).padStart(5),
      letters.toFixed(0).padStart(7),
      ...[({ gateway }: Cost) => gateway, ({ postgres }: Cost) => postgres].map((read) =>
        medianOf(rounds, read).toFixed(2).padStart(10),
      ),
      sum.toFixed(2).padStart(10),
      (sum / base).toFixed(2).padStart(6),
    ];
    return { ratio: sum / base, line: cells.join(' ') };
  });
  const lines = [
    `the flagship page of ${PAGE_ROWS} without totalCount; ${CLIENTS} clients; medians of ${measured[0]?.rounds.length ?? 0} interleaved rounds`,
    'CPU in ms for each request; a nation’s pages are spread over all its participants and asked for in turn',
    '  citizens pages letters    gateway PostgreSQL   together  ratio',
    ...rows.map(({ line }) => line),
    `a larger nation costs at most ${RATIO_MOST} times the smallest`,
  ];
  return { block: lines.join('\n'), worst: Math.max(...rows.map(({ ratio }) => ratio)) };
}
