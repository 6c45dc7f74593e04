import { readFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CAMPAIGN_SCHEMES } from '../campaigns/campaign';
import { createCampaign } from '../campaigns/campaign-store';
import { ANOMALIES } from '../campaigns/classify';
import { parseCampaign } from '../campaigns/parse-campaign';
import { LienThongError } from '../errors';
import { act, acting, type As } from './campaign-acting';

/** `lienthong campaign create`. */
export function addCreate(command: Command): void {
  acting(command, 'create', 'make a campaign; it does nothing before it is run')
    .argument('<id>', 'small letters, digits and dashes')
    .option('--title <text>', 'what it is called; its ID when left out')
    .option('--province <code>', 'participants of this province; may be repeated', gather, [])
    .option('--employer <tax code>', 'participants of this employer; may be repeated', gather, [])
    .addOption(
      new Option('--scheme <scheme>', `${CAMPAIGN_SCHEMES.join(', ')}; may be repeated`).argParser(gather).default([]),
    )
    .addOption(
      new Option('--class <anomaly>', `${ANOMALIES.join(', ')}; may be repeated`).argParser(gather).default([]),
    )
    .option('--target <province=share@date>', 'such as 04=0.99@2026-12-31; may be repeated', gather, [])
    .option('--precision <share>', 'the share of automatic matches that has to be right', parseShare)
    .option('--dry-run', 'find and match, and apply nothing')
    .option('--file <campaign.json>', 'all of it as JSON instead')
    .action(async (id: string, words: Create) => {
      const campaign = parseCampaign(words.file === undefined ? toDocument(id, words) : await readDocument(words.file));
      const known = await act(words, 'createCampaign', (client, actor) => createCampaign(client, campaign, { actor }));
      process.stdout.write(`${known.campaign.id}: ${known.state}; hash ${known.hash}\n`);
    });
}

interface Create extends As {
  readonly title?: string;
  readonly province: readonly string[];
  readonly employer: readonly string[];
  readonly scheme: readonly string[];
  readonly class: readonly string[];
  readonly target: readonly string[];
  readonly precision?: number;
  readonly dryRun?: boolean;
  readonly file?: string;
}

function gather(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function parseShare(text: string): number {
  const share = Number(text);
  if (text.trim() !== '' && share >= 0 && share <= 1) return share;
  throw new InvalidArgumentError('A number from 0 to 1 is needed, such as 0.9997.');
}

/** The document of a campaign that was said in words. */
function toDocument(id: string, words: Create): unknown {
  const listed = (values: readonly string[]): readonly string[] | undefined => (values.length > 0 ? values : undefined);
  return {
    id,
    ...(words.title === undefined ? {} : { title: words.title }),
    scope: {
      provinces: listed(words.province),
      employers: listed(words.employer),
      schemes: listed(words.scheme),
      anomalies: listed(words.class),
    },
    targets: words.target.map((target) => {
      const [, province, share, deadline] = /^([^=]*)=([^@]*)@(.*)$/.exec(target) ?? [];
      return { province: province ?? target, share: Number(share), deadline };
    }),
    ...(words.precision === undefined ? {} : { precision: words.precision }),
    isDryRun: words.dryRun ?? false,
  };
}

async function readDocument(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    const reason =
      cause instanceof SyntaxError ? 'it is no JSON' : ((cause as NodeJS.ErrnoException).code ?? String(cause));
    throw new LienThongError('CONFIGURATION_INVALID', `${file} cannot be read (${reason})`, {}, { cause });
  }
}
