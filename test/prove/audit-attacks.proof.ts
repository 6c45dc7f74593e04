import { rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { type Checkpoint, fromNote } from '../../src/audit/checkpoint';
import { exportLogs } from '../../src/audit/export-log';
import { parsePublicKey } from '../../src/audit/signed-note';
import { verifyDatabase } from '../../src/audit/verify-database';
import { verifyExport } from '../../src/audit/verify-export';
import type { Verification } from '../../src/audit/verification';
import { readConfig } from '../../src/config';
import { openSite } from '../../src/database/site';
import { attack, ATTACKS, type Random, randomOf, readLogs } from '../audit/attacks';
import { connect, makeScratchLog, type ScratchLog, someRecord } from '../audit/scratch-log';
import { SIGNER, writeLog } from '../audit/written-log';
import { makeDataDir, silent } from '../support/cluster';
import { newSeed } from './oracle.proof';

export interface Proved {
  readonly attacks: number;
  /** What was not found, or was found elsewhere. */
  readonly missed: readonly string[];
  readonly cleanLogs: number;
  readonly alarms: number;
  readonly records: number;
  readonly milliseconds: readonly number[];
}

const KINDS = Object.keys(ATTACKS);
const pinned = [parsePublicKey(SIGNER.publicKey)];
const ATTACKED = 3;
const MOST_RECORDS = 30;
/** Each attack meets logs of other lengths, other batches and other checkpoints after so many of them. */
const SAME_LOGS = 50;

/** Attacks logs, verifies clean ones, and times the verification of a long one, in a PostgreSQL of its own. */
export async function proveAudit(
  { attacks, cleanLogs, records, seed }: { attacks: number; cleanLogs: number; records: number; seed: number },
  tell: (line: string) => void,
): Promise<Proved> {
  const dataDir = makeDataDir();
  const site = await openSite(readConfig({ LIENTHONG_DATA_DIR: dataDir }), { log: silent, durable: false });
  try {
    const scratch = await makeScratchLog(site, 'audit_proof');
    for (const table of ['log', 'record', 'checkpoint']) {
      await scratch.run(`alter table audit.${table} disable trigger all`);
    }
    const random = randomOf(seed);
    const missed = await attackLogs(scratch, attacks, random, tell);
    await empty(scratch);
    const alarms = await verifyClean(scratch, cleanLogs, random);
    tell(`${cleanLogs} clean logs verified`);
    await empty(scratch);
    const milliseconds = await timeVerification(scratch, records);
    return { attacks, missed, cleanLogs, alarms, records, milliseconds };
  } finally {
    await site.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function attackLogs(
  scratch: ScratchLog,
  attacks: number,
  random: Random,
  tell: (line: string) => void,
): Promise<readonly string[]> {
  const owner = await connect(scratch.owner);
  const missed: string[] = [];
  for (let done = 0; done < attacks;) {
    await empty(scratch);
    const known: Checkpoint[] = [];
    for (let i = 0; i < ATTACKED; i += 1) {
      const pace = { batch: 1 + random(8), signed: 1 + random(12) };
      const { note } = await writeLog(owner, 2 + random(MOST_RECORDS), () => someRecord(), pace);
      known.push(fromNote(note, pinned)!);
    }
    const logs = await readLogs(owner);
    for (const end = Math.min(attacks, done + SAME_LOGS); done < end; done += 1) {
      // Every other round of kinds in parts, as a long log is verified.
      const parts = 1 + 2 * (Math.floor(done / KINDS.length) % 2);
      const verify = (): Promise<Verification> =>
        verifyDatabase(scratch.writer, { pinned, known }, { cutFrom: 1, parts, threads: 1 });
      const failure = await attack(owner, KINDS[done % KINDS.length]!, logs, random, verify);
      if (failure !== null) missed.push(failure);
    }
    if (done % 1_000 === 0) tell(`${done} of ${attacks} attacks`);
  }
  await owner.end();
  return missed;
}

/** Logs of every length from none, some of them with records behind their last checkpoint; the alarms they give. */
async function verifyClean(scratch: ScratchLog, count: number, random: Random): Promise<number> {
  const writer = await connect(scratch.writer);
  const known: Checkpoint[] = [];
  for (let i = 0; i < count; i += 1) {
    const pace = { batch: 1 + random(20), signed: 1 + random(40) };
    const { note } = await writeLog(writer, random(100), () => someRecord({}, random(6)), pace);
    known.push(fromNote(note, pinned)!);
  }
  await writer.end();
  const inDatabase = await verifyDatabase(scratch.writer, { pinned, known });
  const lines = Readable.from(
    (async function* () {
      for await (const line of exportLogs(scratch.writer)) yield Buffer.from(`${line}\n`);
    })(),
  );
  // A log without a record has no line in an export.
  const exported = await verifyExport(lines, { pinned, known: known.filter(({ size }) => size > 0) });
  if (inDatabase.logs !== count) throw new Error(`${inDatabase.logs} of ${count} logs were verified`);
  return inDatabase.faults.length + exported.faults.length;
}

async function timeVerification(scratch: ScratchLog, records: number): Promise<readonly number[]> {
  const writer = await connect(scratch.writer);
  await writeLog(writer, records, () => someRecord({}, 4), { batch: 500, signed: 1_000 });
  await writer.end();
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const start = performance.now();
    const found = await verifyDatabase({ ...scratch.writer, options: '' }, { pinned, known: [] });
    times.push(performance.now() - start);
    if (found.records !== records || found.faults.length > 0) throw new Error(JSON.stringify(found));
  }
  return times;
}

async function empty({ run }: ScratchLog): Promise<void> {
  await run('truncate audit.log, audit.record, audit.checkpoint');
}

/** 10,000 attacks, 1,000 clean logs and 1,000,000 records, as a block for docs/assurance.md. */
export async function proveInFull(tell: (line: string) => void): Promise<string> {
  const seed = newSeed();
  tell(`seed ${seed} (set LIENTHONG_PROOF_SEED to it to run these very attacks again)`);
  const numbers = { attacks: 10_000, cleanLogs: 1_000, records: 1_000_000, seed };
  const { attacks, missed, cleanLogs, alarms, records, milliseconds } = await proveAudit(numbers, tell);
  const seconds = milliseconds.map((ms) => ms / 1_000);
  const block = [
    `${attacks} attacks of ${KINDS.length} kinds, each on one of ${ATTACKED} logs of 2 to ${MOST_RECORDS + 1} records, every other round verified in parts; seed ${seed}`,
    `not found, or the first bad record not named: ${missed.length}`,
    `alarms on ${cleanLogs} clean logs, in the database and exported: ${alarms}`,
    `${records} records verified in ${seconds.map((each) => each.toFixed(1)).join(', ')} s (at most 10)`,
  ].join('\n');
  if (missed.length > 0 || alarms > 0 || Math.min(...seconds) > 10) throw new Error([block, ...missed].join('\n'));
  return block;
}
