import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type ClientBase, DatabaseError } from 'pg';
import { type AgreementState, listNewest, type VersionBody, writeBody } from '../agreements/agreement-store';
import { parseAgreement } from '../agreements/parse-agreement';
import { readConfig } from '../config';
import { withClient } from '../database/with-client';
import { LienThongError } from '../errors';
import { type Administration, type Outcome, parseJson } from '../graph/administration/administration';
import type { Founders } from '../graph/administration/found';
import { findKnown, type KnownVersion } from '../graph/administration/known-version';
import { graphSchema } from '../server/graph-schema';
import { resolveGrants } from '../planning/view/grants';
import { ADMINISTRATION } from '../server/administration-office';
import { actAs, type Acting, requirePersonas } from './act-as';
import { foundSite } from './agreement-founding';
import { toList, toText } from './agreement-text';
import { inSession } from './session';

const EXAMPLES = `
Examples:
  lienthong agreement check statistics.json
  lienthong agreement propose statistics.json --as hq-officer
  lienthong agreement activate statistics --as hq-officer-2
  lienthong agreement suspend statistics --reason "complaint 12/2026" --as data-protection-officer

Exit codes: 0 done, 1 refused or failed, 2 wrong words.
`;

/** Who acts, by the words of a command. */
interface As {
  readonly as: string;
  readonly case?: string;
}

const STATES: readonly AgreementState[] = ['ACTIVE', 'SUSPENDED', 'PROPOSED', 'REPLACED'];
const LISTED_MOST = 10_000;

/** `lienthong agreement …`: reads agreements and mandates, proposes versions and decides about them. */
export function agreementCommand(): Command {
  const command = new Command('agreement')
    .description('propose, activate, suspend and read agreements and mandates')
    .addHelpText('after', EXAMPLES);
  command
    .command('check')
    .description('say whether a file is an agreement that could be proposed; needs no database')
    .argument('<file>', 'the agreement as JSON')
    .action(async (file: string) => {
      const body = await readBody(file);
      process.stdout.write(`${body.agreement.id}: ${body.grants.length} grants; hash ${writeBody(body).hash}\n`);
    });
  command
    .command('list')
    .description('print the versions of all agreements and mandates, the newest of each first')
    .addOption(new Option('--state <state>', 'those in this state').choices(STATES))
    .action(({ state }: { state?: AgreementState }) =>
      onDatabase(async (client) => {
        process.stdout.write(toList(await listNewest(client, state ?? null, LISTED_MOST)));
      }),
    );
  command
    .command('show')
    .description('print what a version says, and what was decided about it')
    .argument('<id>', 'which agreement or mandate')
    .option(
      '--version <number>',
      'which version; otherwise the one in force or suspended, or else the newest',
      parseVersion,
    )
    .action((id: string, { version }: { version?: number }) =>
      onDatabase(async (client) => {
        const found = await findKnown(client, id, version ?? null);
        if (!found) throw unknownVersion(id, version ?? null);
        process.stdout.write(toText(found));
      }),
    );
  command
    .command('found')
    .description('put the first mandate of a site in force, by which people then administer all others')
    .argument('<file>', 'the mandate as JSON')
    .requiredOption('--proposed-by <name>', 'who has signed for proposing it')
    .requiredOption('--activated-by <name>', 'who else has signed for putting it in force')
    .action(async (file: string, founders: Founders) => {
      const body = await readBody(file);
      const version = await inSession(async (session) => {
        await session.site.look('gateway');
        return explained(() => foundSite(session, body, founders));
      });
      process.stdout.write(tell(version));
    });
  acting(command, 'propose', 'store the next version of an agreement from a file; somebody else has to activate it')
    .argument('<file>', 'the agreement as JSON')
    .action(async (file: string, words: As) => {
      const text = await readText(file);
      await act(words, 'proposeAgreement', (administration) => administration.propose(text));
    });
  acting(command, 'activate', 'put a proposed version in force; somebody else has to have proposed it')
    .argument('<id>', 'which agreement or mandate')
    .option('--version <number>', 'which version; otherwise the newest', parseVersion)
    .action((id: string, { version, ...words }: As & { version?: number }) =>
      act(words, 'activateAgreement', (administration) => administration.activate(id, version ?? null)),
    );
  acting(command, 'suspend', 'take an agreement out of force at once')
    .argument('<id>', 'which agreement or mandate')
    .requiredOption('--reason <text>', 'why; nobody’s data')
    .action((id: string, { reason, ...words }: As & { reason: string }) =>
      act(words, 'suspendAgreement', (administration) => administration.suspend(id, reason)),
    );
  acting(command, 'resume', 'put a suspended agreement in force again; somebody else has to have suspended it')
    .argument('<id>', 'which agreement or mandate')
    .option('--reason <text>', 'why; nobody’s data')
    .action((id: string, { reason, ...words }: As & { reason?: string }) =>
      act(words, 'resumeAgreement', (administration) => administration.resume(id, reason ?? null)),
    );
  return command;
}

/** A command by which somebody acts, and is on record for it. */
function acting(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .requiredOption('--as <persona>', 'who acts; `lienthong token --list` prints the personas')
    .option('--case <reference>', 'the reference of the case, for the record');
}

async function act(
  { as: persona, case: caseReference }: As,
  mutation: string,
  work: (administration: Administration) => Promise<Outcome>,
): Promise<void> {
  requirePersonas(readConfig());
  const acted: Acting = {
    persona,
    caseReference: caseReference ?? null,
    purpose: ADMINISTRATION,
    coordinate: `Mutation.${mutation}`,
  };
  const version = await inSession((session) =>
    explained(() =>
      actAs(session, acted, async ({ actor, protection }) => {
        const office = protection.openOffice(graphSchema());
        try {
          const outcome = await work(office.administrationOf(actor, ADMINISTRATION));
          if (outcome.version === null) throw toFailure(outcome.faults);
          return outcome.version;
        } finally {
          await office.close();
        }
      }),
    ),
  );
  process.stdout.write(tell(version));
}

function toFailure(faults: Outcome['faults']): LienThongError {
  const lines = faults.map(({ place, reason }) => `${place}: ${reason}`);
  return new LienThongError('AGREEMENT_INVALID', lines.join('\n'), { faults: lines });
}

function tell({ agreement, version, state, hash }: KnownVersion): string {
  return `${agreement.id}, version ${version}: ${state}; hash ${hash}\n`;
}

async function onDatabase<Result>(work: (client: ClientBase) => Promise<Result>): Promise<Result> {
  return inSession(async ({ site }) => {
    await site.look('gateway');
    return explained(() => withClient(site.writer(), work));
  });
}

/** Says what to do where the database has no agreements yet. */
async function explained<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof DatabaseError)) throw cause;
    const message = `agreements cannot be read (${cause.message}); lienthong migrate prepares their database`;
    throw new LienThongError('DATABASE_FAILED', message, {}, { cause });
  }
}

/** Says that there is no such version, with how to see which there are. */
export function unknownVersion(id: string, version: number | null): LienThongError {
  const which = version === null ? 'no agreement or mandate' : `no version ${version} of an agreement or mandate`;
  return new LienThongError('AGREEMENT_INVALID', `there is ${which} “${id}”: lienthong agreement list has them`);
}

/** The agreement or mandate of a file with its grants. Throws AGREEMENT_INVALID, and what `readText` throws. */
async function readBody(file: string): Promise<VersionBody> {
  const agreement = parseAgreement(parseJson(await readText(file)));
  return { agreement, grants: resolveGrants(graphSchema(), agreement) };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new LienThongError('CONFIGURATION_INVALID', `${file} cannot be read (${code ?? String(cause)})`);
  }
}

export function parseVersion(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('The number of a version is needed, such as 2.');
}
