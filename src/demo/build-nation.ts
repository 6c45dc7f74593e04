import pg from 'pg';
import { LienThongError } from '../errors';
import type { Register } from '../values/databases';
import { createOtherTables, dropBuild, ignore, readFinishing, startBuild, withClient } from './build-schema';
import { parseDay, periodUntil } from './calendar';
import { TableCopy } from './copy';
import { findDataset, markSwapping, writeDataset } from './dataset';
import { drawEmployers } from './employers';
import { finishTables } from './finish';
import { loadRegions } from './geography';
import { deriveDiagnosisKeys } from './health';
import { IdentifierIssue } from './identifiers';
import type { Nation } from './nation';
import { participationByProvince, NATIONAL_PERSONS } from './participation-model';
import { dropReplaced, swapAll } from './swap';
import { NATION_DATABASES, TABLES, type NationDatabase, type NationSinks } from './tables';
import { NULL } from './copy';
import { writeNation } from './write-nation';

/** The lock on the gateway's database that the one who builds a nation holds. */
const LOCK = "hashtext('lienthong demo')";

/** Connections of the owners of all databases: the four registers, the gateway's own and the ground truth. */
export type NationOwners = Readonly<Record<Register | 'gateway' | 'truth', pg.ClientConfig>>;

export interface NationOptions {
  readonly owners: NationOwners;
  /** People alive at the as-of date; at least 1. */
  readonly citizens: number;
  readonly seed: number;
  /** yyyy-mm-dd, before July 2025. */
  readonly asOf: string;
  /** Times the error rates of 2021; 0.5 when left out. */
  readonly errorFactor?: number;
  /** The installation's secret, from which the keys of the diagnoses are derived. */
  readonly secret: Buffer;
  /** Told the part done, from 0 to 1, and what is being done. */
  readonly onProgress?: (done: number, stage: string) => void;
}

/** What was built. */
export interface NationSummary {
  readonly citizens: number;
  readonly seed: number;
  readonly asOf: string;
  readonly rows: Readonly<Record<NationDatabase, Readonly<Record<string, number>>>>;
  readonly seconds: number;
}

const LAST_DAY_OF_63_PROVINCES = '2025-06-30';
const FIRST_DAY = '2022-12-31';
const GENERATING = 0.68;
const FINISHED = 0.98;

/**
 * Builds a nation aside and puts it in the place of the one before in all databases at once; readers never see a
 * part of it. Until the swap the old nation stays whole, and a rebuild that broke off is cleared by the next one.
 * Throws ARGUMENT_INVALID for options out of range and DATABASE_FAILED when a database refuses.
 */
export async function buildNation(options: NationOptions): Promise<NationSummary> {
  requireOptions(options);
  const started = process.hrtime.bigint();
  const report = options.onProgress ?? (() => undefined);
  const { owners } = options;
  const gate = new pg.Client(owners.gateway);
  gate.on('error', ignore);
  await gate.connect();
  try {
    const { rows } = await gate.query<{ free: boolean }>(`select pg_try_advisory_lock(${LOCK}) as free`);
    if (rows[0]?.free !== true)
      throw new LienThongError('DATABASE_FAILED', 'Another process is building a nation right now.');
    const counts = await loadAside(options, report);
    const configs = NATION_DATABASES.map((database) => owners[database]);
    report(FINISHED, 'swapping');
    await swapAll(configs, () => markSwapping(gate));
    await writeDataset(gate, options);
    for (const config of configs) await dropReplaced(config);
    report(1, 'done');
    const seconds = Number((process.hrtime.bigint() - started) / 1_000_000n) / 1000;
    return { citizens: options.citizens, seed: options.seed, asOf: options.asOf, rows: counts, seconds };
  } finally {
    await gate.end();
  }
}

/** Whether some process builds a nation now. */
export function isBeingBuilt(gateway: pg.ClientConfig): Promise<boolean> {
  return withClient(gateway, async (client) => {
    const { rows } = await client.query<{ free: boolean }>(`select pg_try_advisory_lock_shared(${LOCK}) as free`);
    return rows[0]?.free === false;
  });
}

/** Whether the gateway's database says that a whole nation is loaded. */
export async function hasNation(gateway: pg.ClientConfig): Promise<boolean> {
  return withClient(gateway, async (client) => (await findDataset(client)) !== null);
}

async function loadAside(
  options: NationOptions,
  report: (done: number, stage: string) => void,
): Promise<NationSummary['rows']> {
  const copies: TableCopy[] = [];
  const { owners } = options;
  try {
    report(0, 'preparing');
    for (const database of NATION_DATABASES) {
      await withClient(owners[database], async (client) => {
        await startBuild(client);
        await createOtherTables(client, Object.keys(TABLES[database]));
      });
    }
    const opened: [NationDatabase, Record<string, TableCopy>][] = [];
    for (const database of NATION_DATABASES) {
      const tables: Record<string, TableCopy> = {};
      for (const [table, columns] of Object.entries<readonly string[]>(TABLES[database])) {
        const copy = await TableCopy.open(owners[database], table, columns);
        copies.push(copy);
        tables[table] = copy;
      }
      opened.push([database, tables]);
    }
    const sinks = Object.fromEntries(opened) as unknown as NationSinks;
    await generate(options, sinks, copies, report);
    await Promise.all(copies.map((copy) => copy.close()));
    report(GENERATING, 'indexing');
    const plans = await Promise.all(
      NATION_DATABASES.map(async (database) => ({
        config: owners[database],
        finishing: await withClient(owners[database], readFinishing),
      })),
    );
    await finishTables(plans, (done) => report(GENERATING + (FINISHED - GENERATING) * done, 'indexing'));
    return Object.fromEntries(
      opened.map(([database, tables]) => [
        database,
        Object.fromEntries(Object.entries(tables).map(([table, copy]) => [table, copy.rows])),
      ]),
    ) as unknown as NationSummary['rows'];
  } catch (cause) {
    await Promise.all(copies.map((copy) => copy.abort()));
    await Promise.all(NATION_DATABASES.map((database) => withClient(owners[database], dropBuild).catch(ignore)));
    if (cause instanceof LienThongError) throw cause;
    throw new LienThongError('DATABASE_FAILED', 'The nation could not be loaded.', {}, { cause });
  }
}

async function generate(
  options: NationOptions,
  sinks: NationSinks,
  copies: readonly TableCopy[],
  report: (done: number, stage: string) => void,
): Promise<void> {
  const { seed, citizens, secret } = options;
  const period = periodUntil(parseDay(options.asOf));
  const regions = loadRegions();
  const participation = participationByProvince(regions, period, options.asOf);
  const expected = regions.map((region) => (citizens * region.persons['2023']) / NATIONAL_PERSONS);
  const { record, injected_error: injected } = sinks.truth;
  const nation: Nation = {
    seed,
    citizens,
    period,
    regions,
    participation,
    employers: drawEmployers(regions, participation, expected, period, seed),
    issue: new IdentifierIssue(seed),
    factor: options.errorFactor ?? 0.5,
    sinks,
    note: (register, key, field, kind, truth) =>
      injected.add(`${register}\t${key}\t${field}\t${kind}\t${truth ?? NULL}\n`),
    noteRecord: (register, key, person) => record.add(`${register}\t${key}\t${person.index}\n`),
  };
  const keys = deriveDiagnosisKeys(secret);
  let reported = 0;
  await writeNation(nation, keys, (done) => {
    if (done - reported >= 0.005) {
      reported = done;
      report(done * GENERATING, 'generating');
    }
    return copies.some((copy) => copy.full) ? writeFull(copies) : null;
  });
}

async function writeFull(copies: readonly TableCopy[]): Promise<void> {
  for (const copy of copies) if (copy.full) await copy.write();
}

function requireOptions(options: NationOptions): void {
  const { citizens, seed, asOf } = options;
  const refuse = (reason: string, message: string): never => {
    throw new LienThongError('ARGUMENT_INVALID', message, { reason });
  };
  if (!Number.isSafeInteger(citizens) || citizens < 1)
    refuse('CITIZENS', 'The number of citizens is a whole number of 1 or more.');
  if (!Number.isSafeInteger(seed) || seed < 0) refuse('SEED', 'The seed is a whole number of 0 or more.');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(asOf) || asOf < FIRST_DAY || asOf > LAST_DAY_OF_63_PROVINCES) {
    refuse('AS_OF', `The as-of date is between ${FIRST_DAY} and ${LAST_DAY_OF_63_PROVINCES}, written yyyy-mm-dd.`);
  }
}

export { checksumNation } from './checksum';
