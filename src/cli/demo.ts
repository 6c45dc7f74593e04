import { Presets, SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import type { ClientConfig } from 'pg';
import { DEMO_PARSERS } from '../config';
import { loadSecret } from '../database/installation-secret';
import { type StoredDatabase, STORED_DATABASES } from '../database/roles';
import { buildNation, checksumNation } from '../demo/build-nation';
import { evaluate, renderReport } from './campaign-report';
import { inSession, type Session } from './session';
import { prepareDatabases } from './migrate';

/** `lienthong demo`: builds the demonstration nation anew and swaps it in. */
export function demoCommand(): Command {
  const command = new Command('demo')
    .description('build the demonstration nation aside and swap it in, also under a running server')
    .option(
      '--citizens <number>',
      'living citizens; LIENTHONG_DEMO_CITIZENS when left out',
      word(DEMO_PARSERS.citizens),
    )
    .option(
      '--seed <number>',
      'the same seed gives the same nation; LIENTHONG_DEMO_SEED when left out',
      word(DEMO_PARSERS.seed),
    )
    .option(
      '--as-of <date>',
      'the day as of which the data stand; LIENTHONG_DEMO_AS_OF when left out',
      word(DEMO_PARSERS.asOf),
    )
    .action((options: { citizens?: number; seed?: number; asOf?: string }) =>
      inSession(async (session) => {
        await prepareDatabases(session, session.site.databases);
        await loadNation(session, { ...session.config.demo, ...options });
      }),
    );
  command
    .command('checksum')
    .description('print one hash per register of the data that are loaded now')
    .action(() =>
      inSession(async ({ site }) => {
        for (const [register, hash] of Object.entries(await checksumNation(ownersOf(site)))) {
          process.stdout.write(`${register} ${hash}\n`);
        }
      }),
    );
  command
    .command('evaluate')
    .description('hold a campaign against the truth that the demonstration keeps; only counts are kept, for its report')
    .argument('<campaign>', 'which campaign')
    .action((campaign: string) =>
      inSession(async (session) => {
        await evaluate(session, campaign);
        process.stdout.write(await renderReport(session, campaign, 'text'));
      }),
    );
  return command;
}

/** Builds a nation with a progress bar on standard error. */
export async function loadNation(
  { site, config, log }: Session,
  nation: { citizens: number; seed: number; asOf: string },
): Promise<void> {
  const bar = new SingleBar(
    {
      format: '{bar} {percentage}% {stage}',
      stream: process.stderr,
      noTTYOutput: true,
      notTTYSchedule: 5_000,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  bar.start(100, 0, { stage: 'demonstration nation' });
  try {
    const onProgress = (done: number, stage: string): void => bar.update(Math.floor(done * 100), { stage });
    const secret = await loadSecret(config);
    const summary = await buildNation({ ...nation, owners: ownersOf(site), secret, onProgress });
    bar.update(100, { stage: 'done' });
    log.info({ ...nation, summary }, 'loaded the demonstration nation');
  } finally {
    bar.stop();
  }
}

function ownersOf(site: Session['site']): Record<StoredDatabase, ClientConfig> {
  return Object.fromEntries(STORED_DATABASES.map((database) => [database, site.owner(database)])) as Record<
    StoredDatabase,
    ClientConfig
  >;
}

/** Reads a word of the command line as the variable of the same meaning is read. */
function word<Value>(parse: (text: string) => Value): (text: string) => Value {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw new InvalidArgumentError(`${error instanceof Error ? error.message : String(error)}.`);
    }
  };
}
