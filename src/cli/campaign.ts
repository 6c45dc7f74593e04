import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { ClientBase } from 'pg';
import {
  applyCampaign,
  cancelCampaign,
  finishCampaign,
  pauseCampaign,
  resumeCampaign,
  revertCampaign,
  startCampaign,
} from '../campaigns/actions';
import { findCampaign, getCampaign, type KnownCampaign, listCampaigns, listEvents } from '../campaigns/campaign-store';
import { readStageNow } from '../campaigns/report/read-stages';
import { countFindings } from '../campaigns/report/read-outcome';
import { STAGES_OF } from '../campaigns/units';
import { loadSecret } from '../database/installation-secret';
import { withClient } from '../database/with-client';
import { openCampaignWorker } from '../server/campaign-worker';
import { act, acting, actIn, type As, onGateway, onSession } from './campaign-acting';
import { addCreate } from './campaign-create';
import { addEvents } from './campaign-events';
import { addForms } from './campaign-forms';
import { showProgress } from './campaign-progress';
import { renderReport, REPORT_FORMATS, type ReportFormat } from './campaign-report';
import { renderWorkload, reviewByTruth } from './campaign-review';
import type { Session } from './session';

const EXAMPLES = `
Examples:
  lienthong campaign create spring --as hq-officer
  lienthong campaign create cao-bang --province 04 --class MISSING --class NINE_DIGIT --target 04=0.99@2026-12-31 --as branch-officer-04
  lienthong campaign run spring --as hq-officer
  lienthong campaign status spring

Exit codes: 0 done, 1 refused or failed, 2 wrong words.
`;

interface Working {
  readonly workers: number;
  readonly quiet?: boolean;
}

/** `lienthong campaign …`: makes ID-updating campaigns, works on them and shows where they are. */
export function campaignCommand(): Command {
  const command = new Command('campaign')
    .description('find, match, correct and report participants’ personal IDs')
    .addHelpText('after', EXAMPLES);
  addCreate(command);
  working(acting(command, 'run', 'scan, match and decide, or go on where it was paused'))
    .argument('<id>', 'which campaign')
    .action((id: string, words: As & Working) =>
      onSession(async (session) => {
        const { state } = await onGateway(session, (client) => getCampaign(client, id));
        if (state === 'CREATED')
          await actIn(session, words, 'startCampaign', (client, actor) => startCampaign(client, id, actor));
        else if (state === 'PAUSED')
          await actIn(session, words, 'resumeCampaign', (client, actor) => resumeCampaign(client, id, actor));
        await workOn(session, id, words);
      }),
    );
  working(acting(command, 'apply', 'correct the registers by what is proposed and accepted'))
    .argument('<id>', 'which campaign')
    .action((id: string, words: As & Working) =>
      onSession(async (session) => {
        await actIn(session, words, 'applyCampaign', (client, actor, { under }) =>
          applyCampaign(client, id, actor, under),
        );
        await workOn(session, id, words);
      }),
    );
  working(acting(command, 'revert', 'take back what a campaign that has ended applied, by a campaign of its own'))
    .argument('<id>', 'which campaign')
    .option('--to <id>', 'the ID of the reverting campaign; otherwise that of the campaign with -revert')
    .action((id: string, { to = `${id}-revert`, ...words }: As & Working & { to?: string }) =>
      onSession(async (session) => {
        await actIn(session, words, 'revertCampaign', (client, actor) => revertCampaign(client, id, { actor, as: to }));
        await actIn(session, words, 'startCampaign', (client, actor) => startCampaign(client, to, actor));
        await workOn(session, to, { ...words, isSilent: true });
        await actIn(session, words, 'applyCampaign', (client, actor, { under }) =>
          applyCampaign(client, to, actor, under),
        );
        await workOn(session, to, words);
      }),
    );
  for (const { name, description, mutation, take } of STOPPING) {
    acting(command, name, description)
      .argument('<id>', 'which campaign')
      .requiredOption('--reason <text>', 'why; nobody’s data')
      .action(async (id: string, words: As & { reason: string }) => {
        const known = await act(words, mutation, (client, actor) => take(client, id, { actor, reason: words.reason }));
        process.stdout.write(`${id}: ${known.state}\n`);
      });
  }
  acting(command, 'finish', 'end a campaign that is under review with what it has come to')
    .argument('<id>', 'which campaign')
    .action(async (id: string, words: As) => {
      const known = await act(words, 'finishCampaign', (client, actor) => finishCampaign(client, id, actor));
      process.stdout.write(`${id}: ${known.state}\n`);
    });
  acting(command, 'review', 'show how much waits for reviewers; in a demonstration, let the truth review it')
    .argument('<id>', 'which campaign')
    .option('--simulate', 'let the demonstration’s truth play two reviewers')
    .action((id: string, { simulate, ...words }: As & { simulate?: boolean }) =>
      onSession(async (session) => {
        if (simulate) {
          const { accepted, rejected, papers } = await actIn(session, words, 'decideReview', () =>
            reviewByTruth(session, id),
          );
          process.stdout.write(`${id}: ${accepted} accepted, ${rejected} rejected, ${papers} in want of papers\n`);
        }
        process.stdout.write(await onGateway(session, (client) => renderWorkload(client, id)));
      }),
    );
  addForms(command);
  addEvents(command);
  command
    .command('report')
    .description('print where a campaign stands: progress against targets, forecast, outcome and quality')
    .argument('<id>', 'which campaign')
    .addOption(
      new Option('--format <format>', 'as text, as a table, or as a page of its own')
        .choices(REPORT_FORMATS)
        .default('text'),
    )
    .option('--out <file>', 'write it to a file instead')
    .action((id: string, { format, out }: { format: ReportFormat; out?: string }) =>
      onSession(async (session) => {
        const report = await renderReport(session, id, format);
        if (out === undefined) process.stdout.write(report);
        else await writeFile(out, report);
      }),
    );
  command
    .command('status')
    .description('print where campaigns are')
    .argument('[id]', 'which campaign; otherwise all')
    .action((id: string | undefined) =>
      onSession((session) =>
        onGateway(session, async (client) => {
          process.stdout.write(
            id === undefined ? toList(await listCampaigns(client, LISTED_MOST)) : await toStatus(client, id),
          );
        }),
      ),
    );
  command
    .command('work')
    .description('work on whatever campaigns are under way, beside any number of other workers, until it is stopped')
    .option('--until <id>', 'end when there is nothing more to do for this campaign')
    .action(({ until }: { until?: string }) => onSession((session) => work(session, until ?? null)));
  return command;
}

const LISTED_MOST = 1_000;

const STOPPING = [
  { name: 'pause', description: 'stop working on a campaign', mutation: 'pauseCampaign', take: pauseCampaign },
  { name: 'cancel', description: 'end a campaign for good', mutation: 'cancelCampaign', take: cancelCampaign },
] as const;

/** A command that works until there is nothing left to do. */
function working(command: Command): Command {
  return command
    .option('--workers <number>', 'processes that work at once', parseWorkers, 1)
    .option('--quiet', 'show no progress');
}

const WORKERS_MOST = 64;

function parseWorkers(text: string): number {
  const workers = Number(text);
  if (/^\d+$/.test(text) && workers >= 1 && workers <= WORKERS_MOST) return workers;
  throw new InvalidArgumentError(`A number from 1 to ${WORKERS_MOST} is needed.`);
}

/** Whether there is work to do for a campaign, now or for as long as it goes on. */
function isWorking(known: KnownCampaign | null): boolean {
  return known !== null && STAGES_OF[known.state] !== undefined;
}

/** Works on a campaign, with others beside, until there is nothing left to do; shows how far it is, and where it stands then. */
async function workOn(
  session: Session,
  id: string,
  { workers, quiet, isSilent }: Working & { readonly isSilent?: boolean },
): Promise<void> {
  await onGateway(session, async (client) => {
    const endProgress = quiet ? null : showProgress(client, id);
    const others = Array.from({ length: workers - 1 }, () => startWorker(id));
    try {
      await work(session, id);
    } finally {
      await endProgress?.();
      await Promise.all(others);
    }
    if (!isSilent) process.stdout.write(await toStatus(client, id));
  });
}

/** A worker in a process of its own; resolves when it has ended. */
async function startWorker(id: string): Promise<void> {
  const [, program = ''] = process.argv;
  const child = spawn(process.execPath, [...process.execArgv, program, 'campaign', 'work', '--until', id], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await once(child, 'exit');
}

/** Works here until a campaign has nothing left to do, or until the process is told to stop. */
async function work({ config, site, log }: Session, until: string | null): Promise<void> {
  const secret = await loadSecret(config);
  const { checkpointDir } = config;
  const worker = await openCampaignWorker({ site, secret, checkpointDir, log });
  let isStopped = false;
  const stop = (): void => void (isStopped = true);
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    await withClient(site.writer(), (client) =>
      worker.work(async () => isStopped || (until !== null && !isWorking(await findCampaign(client, until)))),
    );
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    await worker.close();
  }
}

function toList(campaigns: readonly KnownCampaign[]): string {
  const width = Math.max(2, ...campaigns.map(({ campaign }) => campaign.id.length));
  return campaigns
    .map(
      ({ campaign, state, createdAt }) =>
        `${campaign.id.padEnd(width)}  ${state.padEnd(9)}  ${createdAt.toISOString()}\n`,
    )
    .join('');
}

async function toStatus(client: ClientBase, id: string): Promise<string> {
  const known = await getCampaign(client, id);
  const { campaign, state, hash } = known;
  const stage = await readStageNow(client, known);
  const counts = await countFindings(client, id);
  const events = await listEvents(client, id);
  return [
    `${campaign.id}: ${state}; hash ${hash}`,
    ...(stage ? [`  ${stage.done} of ${stage.participants} participants`] : []),
    ...counts.map((count) => `  ${count.state.padEnd(12)} ${String(count.findings).padStart(9)}`),
    ...events.map(
      ({ to, actor, at, reason }) =>
        `  ${at.toISOString()}  ${to.padEnd(10)} ${actor}${reason === null ? '' : `: ${reason}`}`,
    ),
    '',
  ].join('\n');
}
