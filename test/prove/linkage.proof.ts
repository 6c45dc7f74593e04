import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareDatabases } from '../../src/cli/migrate';
import { readConfig } from '../../src/config';
import { loadSecret } from '../../src/database/installation-secret';
import { STORED_DATABASES } from '../../src/database/roles';
import { openSite, type Site } from '../../src/database/site';
import { buildNation, type NationOwners } from '../../src/demo/build-nation';
import { evaluate, type Linked } from '../campaigns/evaluate';
import { readNation } from '../campaigns/read-nation';
import { silent } from '../support/cluster';

const CITIZENS = 100_000;
const ORDINARY = 0.5;
/** Twenty nations with the usual rates of errors, three with twice as many. */
const STEPS = [
  ...Array.from({ length: 20 }, (_, i) => ({ seed: i + 1, factor: ORDINARY })),
  ...[1, 2, 3].map((seed) => ({ seed, factor: 2 * ORDINARY })),
];

type Groups = Readonly<Record<string, Linked>>;

/**
 * Links nations that nobody has tuned anything to, each by what is learnt of it alone. Each one's result is kept in the data
 * directory, LIENTHONG_DATA_DIR or a new one, so that a proof that was cut off goes on after the last.
 */
export async function proveInFull(tell: (line: string) => void): Promise<string> {
  const dataDir = process.env['LIENTHONG_DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'lienthong-linkage-'));
  tell(`data directory: ${dataDir} (set LIENTHONG_DATA_DIR to it to go on after a break)`);
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'prove-linkage.json');
  const done = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Groups[]) : [];
  const config = readConfig({ LIENTHONG_DATA_DIR: dataDir, PORT: '0', HOST: '127.0.0.1' });
  const site = await openSite(config, { log: silent, durable: false });
  try {
    await prepareDatabases({ site, log: silent }, site.databases);
    const secret = await loadSecret(config);
    for (const { seed, factor } of STEPS.slice(done.length)) {
      await build(site, secret, seed, factor);
      const groups: Groups = Object.fromEntries(evaluate(await readNation(site)));
      done.push(groups);
      writeFileSync(file, JSON.stringify(done));
      tell(`seed ${seed}, errors times ${factor / ORDINARY}: ${describe(groups['all'])}`);
    }
  } finally {
    await site.close();
  }
  return report(done);
}

async function build(site: Site, secret: Buffer, seed: number, factor: number): Promise<void> {
  const owners = Object.fromEntries(STORED_DATABASES.map((database) => [database, site.owner(database)]));
  const nation = { citizens: CITIZENS, seed, asOf: '2023-12-31', errorFactor: factor, secret };
  await buildNation({ ...nation, owners: owners as NationOwners });
}

function report(done: readonly Groups[]): string {
  const [ordinary, doubled] = [done.slice(0, 20), done.slice(20)];
  const least = (of: readonly Groups[], name: string, rate: (linked: Linked) => number): string =>
    percent(Math.min(...of.map((groups) => rate(groups[name] as Linked))));
  const line = (title: string, of: readonly Groups[], name: string): string =>
    `${title.padEnd(26)} ${describe(sum(of, name))}; least of a seed: precision ${least(of, name, precisionOf)}, automatic ${least(of, name, automaticOf)}, reviewable ${least(of, name, reviewableOf)}`;
  const kinds = [...new Set(ordinary.flatMap((groups) => Object.keys(groups)))].sort();
  return [
    `${ordinary.length} nations of ${CITIZENS}, all participants whose citizen record exists`,
    line('all', ordinary, 'all'),
    line('with an anomaly', ordinary, 'anomalous'),
    `${doubled.length} nations with twice the errors`,
    line('all', doubled, 'all'),
    line('with an anomaly', doubled, 'anomalous'),
    'by kind of error, in the ordinary nations',
    ...kinds
      .filter((kind) => kind === kind.toUpperCase())
      .map((kind) => `${kind.padEnd(26)} ${describe(sum(ordinary, kind))}`),
  ].join('\n');
}

function sum(all: readonly Groups[], name: string): Linked {
  const total: Linked = { participants: 0, automatic: 0, right: 0, reviewable: 0 };
  for (const groups of all) {
    const group = groups[name];
    if (!group) continue;
    total.participants += group.participants;
    total.automatic += group.automatic;
    total.right += group.right;
    total.reviewable += group.reviewable;
  }
  return total;
}

const precisionOf = ({ right, automatic }: Linked): number => (automatic === 0 ? 1 : right / automatic);
const automaticOf = ({ automatic, participants }: Linked): number => automatic / participants;
const reviewableOf = ({ reviewable, participants }: Linked): number => reviewable / participants;

function describe(linked: Linked | undefined): string {
  if (!linked) return 'none';
  const { participants, automatic, right } = linked;
  return `${participants} participants; precision ${percent(precisionOf(linked))} (${automatic - right} wrong), automatic ${percent(automaticOf(linked))}, reviewable ${percent(reviewableOf(linked))}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(3)} %`;
}
