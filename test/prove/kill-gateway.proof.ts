import { rmSync } from 'node:fs';
import { placeCluster } from '../../src/database/cluster-place';
import { startProgram, waitForAddress } from '../cli/program';
import { proveNoOrphan } from '../support/attach-elsewhere';
import { makeDataDir } from '../support/cluster';
import { askAt } from '../support/gateway';
import { officerHeaders } from '../support/persona-token';

/** What killing the gateway again and again showed. */
export interface Killed {
  readonly kills: number;
  /** Starts that became ready and answered from all four registers. */
  readonly ready: number;
  /** From the kill to the end of the last PostgreSQL process. */
  readonly slowestEndMs: number;
  readonly slowestStartMs: number;
}

const ALL_REGISTERS = `{ participants(first: 20, filter: { scheme: COMPULSORY_SI }) { edges { node {
  citizen { fullName } taxpayer { taxCode } healthCards { cardNumber } } } } }`;

/**
 * Starts `lienthong serve`, asks it, kills it with SIGKILL while it answers, and waits for the end of every PostgreSQL
 * process of its data directory. Throws when a start is not ready, an answer is wrong or a process is left.
 */
export async function killGateway(kills: number): Promise<Killed> {
  const dataDir = makeDataDir();
  const variables = { LIENTHONG_DATA_DIR: dataDir, LIENTHONG_DEMO_CITIZENS: '1000', PORT: '0' };
  let ready = 0;
  let slowestStartMs = 0;
  const start = async (): Promise<ReturnType<typeof startProgram>> => {
    const started = Date.now();
    const program = startProgram(['serve'], variables);
    const address = await waitForAddress(program);
    const headers = await officerHeaders(dataDir);
    const answer = await askAt(address, ALL_REGISTERS, {}, { headers });
    if (answer.errors) throw new Error(`a start that is not ready: ${JSON.stringify(answer.errors)}`);
    if (ready > 0) slowestStartMs = Math.max(slowestStartMs, Date.now() - started);
    ready += 1;
    void askAt(address, ALL_REGISTERS, {}, { headers }).catch(() => undefined);
    return program;
  };
  try {
    const proven = await proveNoOrphan(async () => (await start()).process, placeCluster(dataDir).clusterDir, kills);
    const last = await start();
    last.process.kill('SIGTERM');
    const { code } = await last.ended;
    if (code !== 0) throw new Error(`the last start ended with ${String(code)}`);
    return { kills: proven.started, ready, slowestEndMs: proven.slowestEndMs, slowestStartMs };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Twenty kills, as a block for docs/assurance.md. */
export async function proveInFull(): Promise<string> {
  const { kills, ready, slowestEndMs, slowestStartMs } = await killGateway(20);
  return [
    `kill -9 of the gateway: ${kills}`,
    `PostgreSQL processes left: 0 (the last one was gone after ${slowestEndMs} ms at most)`,
    `starts ready and answering from all four registers: ${ready} of ${kills + 1} (${slowestStartMs} ms at most, the first one aside)`,
  ].join('\n');
}
