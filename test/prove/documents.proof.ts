import { rmSync } from 'node:fs';
import { getOperationAST, parse } from 'graphql';
import { placeCluster } from '../../src/database/cluster-place';
import { WHOLE_GRAPH } from '../../src/planning/view/rules';
import { graphSchema } from '../../src/server/graph-schema';
import { compile } from '../../src/planning/plan/compile';
import { REGISTERS } from '../../src/values/databases';
import { startProgram, waitForAddress } from '../cli/program';
import { makeDataDir } from '../support/cluster';
import { askAt } from '../support/gateway';
import { officerHeaders } from '../support/persona-token';
import { freeDocument } from './free-documents';
import { connectionsOf, memoryOf } from './processes';

/** The most memory, in bytes, that was seen while a part of the documents was sent. */
export interface Part {
  readonly gateway: number;
  /** By database, what its largest connection held for itself. */
  readonly largest: Readonly<Record<string, number>>;
  /** What all connections together held for themselves. */
  readonly connections: number;
}

/** What sending many documents took. */
export interface Sent {
  readonly atStart: Part;
  readonly parts: readonly Part[];
  /** SQL texts that differ. */
  readonly statements: number;
  /** Answers with an error. */
  readonly failed: number;
  /** The most memory that the gateway ever held, in bytes. */
  readonly peak: number;
}

const CLIENTS = 8;
const SAMPLE_MS = 500;

/**
 * Starts `lienthong serve` and sends so many distinct documents in so many parts, each one twice so that its statements
 * are prepared: a connection prepares what comes again.
 */
export async function sendDocuments(
  documents: number,
  partCount: number,
  citizens: number,
  tell: (line: string) => void,
): Promise<Sent> {
  const dataDir = makeDataDir();
  const program = startProgram(['serve'], {
    LIENTHONG_DATA_DIR: dataDir,
    LIENTHONG_DEMO_CITIZENS: String(citizens),
    LIENTHONG_LOG_LEVEL: 'silent',
    PORT: '0',
  });
  const pid = program.process.pid ?? 0;
  const { clusterDir } = placeCluster(dataDir);
  const names = new Set<string>();
  const parts: Part[] = [];
  let failed = 0;
  try {
    const url = await waitForAddress(program);
    const headers = await officerHeaders(dataDir);
    const atStart = look(pid, clusterDir);
    let number = 0;
    const client = async (end: number): Promise<void> => {
      while (number < end) {
        const document = freeDocument(number);
        number += 1;
        for (const name of statementsOf(document)) names.add(name);
        for (let time = 0; time < 2; time += 1) {
          const { status, errors } = await askAt(url, document, {}, { headers });
          if (status !== 200) throw new Error(`${document}\nis answered with ${JSON.stringify(errors)}`);
          if (errors) failed += 1;
        }
      }
    };
    for (let part = 1; part <= partCount; part += 1) {
      const seen = [look(pid, clusterDir)];
      const timer = setInterval(() => seen.push(look(pid, clusterDir)), SAMPLE_MS);
      const end = Math.round((documents * part) / partCount);
      await Promise.all(Array.from({ length: CLIENTS }, () => client(end))).finally(() => clearInterval(timer));
      parts.push(mostOf(seen));
      tell(`${end} documents, ${names.size} statements: ${describe(mostOf(seen))}`);
    }
    return { atStart, parts, statements: names.size, failed, peak: memoryOf(pid).most };
  } finally {
    program.process.kill('SIGTERM');
    await program.ended;
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The names of the statements that a document's plan sends. */
function statementsOf(text: string): readonly string[] {
  const document = parse(text);
  const operation = getOperationAST(document);
  const plan = operation && compile(graphSchema(), WHOLE_GRAPH, document, operation, {}).plan;
  if (!plan) throw new Error(`no plan covers ${text}`);
  return plan.steps.map(({ statement }) => statement.name);
}

function look(pid: number, clusterDir: string): Part {
  const connections = connectionsOf(clusterDir);
  const databases = [...new Set(connections.map(({ database }) => database))].sort();
  const largestOf = (name: string): number =>
    Math.max(...connections.filter(({ database }) => database === name).map(({ bytes }) => bytes));
  return {
    gateway: memoryOf(pid).now,
    largest: Object.fromEntries(databases.map((name) => [name, largestOf(name)])),
    connections: connections.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function mostOf(seen: readonly Part[]): Part {
  const databases = [...new Set(seen.flatMap(({ largest }) => Object.keys(largest)))].sort();
  return {
    gateway: Math.max(...seen.map(({ gateway }) => gateway)),
    largest: Object.fromEntries(
      databases.map((name) => [name, Math.max(...seen.map((part) => part.largest[name] ?? 0))]),
    ),
    connections: Math.max(...seen.map(({ connections }) => connections)),
  };
}

const DOCUMENTS = 100_000;
const PARTS = 10;
const CITIZENS = 20_000;
/** After so many parts caches are full, and connections have been replaced. */
const WARM_PARTS = 3;
const GROWTH_MOST = 1.15;
const FAILED_MOST = DOCUMENTS / 1_000;

/** A hundred thousand documents, as a block for docs/assurance.md. Throws when memory grows. */
export async function proveInFull(tell: (line: string) => void): Promise<string> {
  const sent = await sendDocuments(DOCUMENTS, PARTS, CITIZENS, tell);
  const measures: readonly (readonly [name: string, read: (part: Part) => number])[] = [
    ['gateway', (part) => part.gateway],
    ['all connections', (part) => part.connections],
    ...REGISTERS.map((register) => [`largest to ${register}`, (part: Part) => part.largest[register] ?? 0] as const),
  ];
  const rows = measures.map(([name, read]) => {
    const bytes = sent.parts.map(read);
    const growth = Math.max(...bytes.slice(WARM_PARTS)) / Math.max(...bytes.slice(0, WARM_PARTS));
    const cells = [read(sent.atStart), ...bytes].map((each) => megabytes(each).padStart(4));
    return { growth, line: `${`${name}:`.padEnd(22)}${cells.join(' ')}   growth ${growth.toFixed(2)}` };
  });
  const block = [
    `a nation of ${CITIZENS}; ${DOCUMENTS} distinct documents, each sent twice by one of ${CLIENTS} clients`,
    `distinct SQL texts: ${sent.statements}; answers with an error: ${sent.failed} (at most ${FAILED_MOST})`,
    `most memory (MB) at the start and in each tenth; growth after the third tenth at most ${GROWTH_MOST}`,
    ...rows.map(({ line }) => line),
    `the most that the gateway ever held (MB): ${megabytes(sent.peak)}`,
  ].join('\n');
  if (sent.failed > FAILED_MOST || rows.some(({ growth }) => !(growth <= GROWTH_MOST))) throw new Error(block);
  return block;
}

function describe({ gateway, largest, connections }: Part): string {
  const each = Object.entries(largest).map(([name, bytes]) => `${name} ${megabytes(bytes)}`);
  return `gateway ${megabytes(gateway)} MB, connections ${megabytes(connections)} MB, largest: ${each.join(', ')}`;
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}
