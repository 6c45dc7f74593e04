import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { ClientBase } from 'pg';
import { FORM_NUMBERS, type FormNumber } from '../campaigns/forms/form';
import { importForm } from '../campaigns/forms/import-form';
import { listForms } from '../campaigns/forms/list-forms';
import { writeRefusedLines } from '../campaigns/forms/refused-lines';
import { type DisclosedByForm, FORM_FORMATS, type FormFormat, writeForm } from '../campaigns/forms/write-form';
import { loadSecret } from '../database/installation-secret';
import { withClient } from '../database/with-client';
import { LienThongError } from '../errors';
import type { Disclosure } from '../planning/view/disclosure';
import { deriveKey } from '../values/seal';
import { actIn, acting, type As, onGateway, onSession } from './campaign-acting';
import type { Session } from './session';

/** Forms 01 and 02 as commands: files for employers, and what they send back. */

interface Forms extends As {
  readonly employer?: string;
  readonly form?: FormNumber;
  readonly format: FormFormat;
  readonly out: string;
}

/** What forms tell of participants and of those who are proposed for them. */
const WRITING = {
  coordinate: 'Query.campaign',
  discloses: [
    'Citizen.personalId',
    'Participant.birthDate',
    'Participant.fullName',
    'Participant.insuranceNumber',
    'Participant.personalId',
    'Participant.sex',
  ],
};

/** `lienthong campaign forms` and `lienthong campaign import`. */
export function addForms(command: Command): void {
  acting(command, 'forms', 'write the forms of a campaign, one file for each employer and province')
    .argument('<id>', 'which campaign')
    .requiredOption('--out <directory>', 'where the files go')
    .option('--employer <tax code>', 'those of this employer alone; an empty text for people without one')
    .addOption(new Option('--form <number>', 'form 01 or 02 alone').choices(FORM_NUMBERS))
    .addOption(new Option('--format <format>', 'as a workbook or as text').choices(FORM_FORMATS).default('xlsx'))
    .action((id: string, words: Forms) =>
      onSession(async (session) => {
        const { drafts, lines } = await actIn(session, words, WRITING, (_client, _actor, { disclosure }) =>
          writeAll(session, id, words, disclosure),
        );
        // Only now is it on record whose data they have.
        for (const { draft, file } of drafts) await rename(draft, file);
        process.stdout.write(`${drafts.length} files with ${lines} lines in ${words.out}\n`);
      }),
    );
  acting(command, 'import', 'take in a form that an employer has sent back; a file sent twice changes nothing')
    .argument('<id>', 'which campaign')
    .argument('<file>', 'the file, as .xlsx or .csv')
    .requiredOption('--employer <tax code>', 'who sent it; an empty text for a province’s own list')
    .option('--refused <file.csv>', 'write the refused lines with their reasons to this file')
    .action((id: string, file: string, words: As & { employer: string; refused?: string }) =>
      onSession(async (session) => {
        process.stdout.write(
          await actIn(session, words, 'decideReview', (_client, actor) =>
            takeIn(session, id, file, { ...words, actor }),
          ),
        );
      }),
    );
}

interface Written {
  readonly drafts: readonly { readonly draft: string; readonly file: string }[];
  readonly lines: number;
}

/** Writes drafts of all files; none of them is left when one fails. */
async function writeAll(
  session: Session,
  campaign: string,
  { employer, form, format, out }: Forms,
  disclosure: Disclosure,
): Promise<Written> {
  const key = deriveKey(await loadSecret(session.config), 'forms');
  const drafts: { draft: string; file: string }[] = [];
  let lines = 0;
  await mkdir(out, { recursive: true });
  try {
    await withBoth(session, async (gateway, insurance) => {
      const all = await listForms(gateway, campaign);
      for (const of of all.filter((each) => employer === undefined || each.employer === employer)) {
        for (const number of FORM_NUMBERS) {
          if (of.lines[number] === 0 || (form !== undefined && form !== number)) continue;
          const file = join(out, `form-${number}-${of.province}-${of.employer || 'no-employer'}.${format}`);
          drafts.push({ draft: `${file}.part`, file });
          const place = { campaign, employer: of.employer, province: of.province, form: number };
          lines += await writeForm(
            { ...place, gateway, insurance, format, key, record: noteAll(disclosure) },
            createWriteStream(`${file}.part`),
          );
        }
      }
    });
    return { drafts, lines };
  } catch (error) {
    for (const { draft } of drafts) await rm(draft, { force: true });
    throw error;
  }
}

/** Works on connections to the gateway's database and to the insurance register. */
function withBoth<Result>(
  session: Session,
  work: (gateway: ClientBase, insurance: ClientBase) => Promise<Result>,
): Promise<Result> {
  return onGateway(session, (gateway) =>
    withClient(session.site.reader('insurance'), (insurance) => work(gateway, insurance)),
  );
}

/** Notes whose data the files have; the command is on record before it says that they are there. */
function noteAll(disclosure: Disclosure): (disclosed: DisclosedByForm) => Promise<void> {
  return ({ participants, citizens }) => {
    for (const key of participants) {
      disclosure.read('insurance');
      disclosure.addSubject('insurance', key);
      disclosure.addPerson('insurance', key, null);
    }
    for (const key of citizens) {
      disclosure.read('population');
      disclosure.addSubject('population', key);
    }
    disclosure.rows += participants.length;
    return Promise.resolve();
  };
}

async function takeIn(
  session: Session,
  campaign: string,
  file: string,
  { employer, refused, actor }: { readonly employer: string; readonly refused?: string; readonly actor: string },
): Promise<string> {
  const key = deriveKey(await loadSecret(session.config), 'forms');
  return withBoth(session, async (gateway, insurance) => {
    const content = createReadStream(file);
    const taken = await importForm(
      { gateway, insurance, key },
      { content, campaign, employer, provinces: null, receivedBy: actor },
    );
    if (taken.fault !== null) {
      throw new LienThongError('CAMPAIGN_INVALID', `${file}: nothing was taken of it (${taken.fault})`, {
        reason: taken.fault,
      });
    }
    if (refused !== undefined && taken.file !== null) {
      await writeRefusedLines(gateway, taken.file, createWriteStream(refused));
    }
    const again = taken.isRepeat ? '; it had been taken before' : '';
    const reasons = Object.entries(taken.reasons).map(([reason, count]) => `  ${reason}: ${count}\n`);
    return `${taken.lines} lines: ${taken.accepted} accepted, ${taken.unchanged} unchanged, ${taken.refused} refused${again}\n${reasons.join('')}`;
  });
}
