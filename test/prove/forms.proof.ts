import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import type { FindingState } from '../../src/campaigns/campaign';
import { FORM_NUMBERS, type FormNumber } from '../../src/campaigns/forms/form';
import type { ImportedForm } from '../../src/campaigns/forms/import-form';
import type { Site } from '../../src/database/site';
import { type Random, randomOf } from '../audit/attacks';
import { connect } from '../audit/scratch-log';
import { breakSomehow, type FaultyFile, fillAtRandom, saveSomehow, someId } from '../campaigns/forms/faulty-files';
import {
  addFindings,
  type FormSite,
  handOut,
  makeCampaign,
  openFormSite,
  PROVINCE,
  sendBack,
  type Someone,
  whatBecame,
} from '../campaigns/forms/form-campaign';
import { type NaiveFinding, type NaiveWorld, takeNaively } from '../campaigns/forms/naive-forms';
import { asCsv, asWorkbook, type FormTable, toTable } from '../campaigns/forms/returned-file';
import { startTestRun } from '../support/cluster';
import { countLines, type FormsProven, report, Tally } from './forms-tally';
import { newSeed } from './oracle.proof';

export interface FormsProof {
  readonly files: number;
  /** Files of so many lines each, beside the others. */
  readonly large: number;
  readonly lines: number;
  readonly seed: number;
  readonly tell: (line: string) => void;
}

const EMPLOYERS = ['0312345678', '0100100100', '0200200200-001', ''] as const;
const PEOPLE = 96;
/** So many files are sent to one campaign before the next one is made. */
const FILES_OF_CAMPAIGN = 50;
const STATES: readonly FindingState[] = [
  'PROPOSED',
  'PROPOSED',
  'POSSIBLE',
  'POSSIBLE',
  'ACCEPTED',
  'UNMATCHED',
  'PAPERS',
];
const SETTLED: readonly FindingState[] = ['APPLIED', 'CONFLICT', 'REJECTED', 'QUARANTINED', 'CONFIRMED'];

/** Sends generated files back to campaigns and holds every line and every finding against a naive model. */
export async function proveForms(site: Site, proof: FormsProof): Promise<FormsProven> {
  const { files, large, lines, seed, tell } = proof;
  const random = randomOf(seed);
  const forms = await openFormSite(site);
  const tally = new Tally();
  try {
    let world: World | null = null;
    for (let done = 0; done < files; done += 1) {
      if (!world || done % FILES_OF_CAMPAIGN === 0) {
        world = await World.make(forms, somePeople(forms, random), random);
        tally.campaigns.push(world.campaign);
      }
      await sendOne(site, world, tally, random);
      if ((done + 1) % 500 === 0) tell(`${done + 1} of ${files} files; ${tally.differences.length} differences`);
    }
    for (let done = 0; done < large; done += 1) {
      await sendLarge(site, forms, lines, tally, random);
      tell(`${done + 1} of ${large} files of ${lines} lines; ${tally.differences.length} differences`);
    }
    return { ...tally.told(), ...(await countLines(forms.gateway, tally.campaigns)) };
  } finally {
    await forms.close();
  }
}

function somePeople({ people }: FormSite, random: Random): readonly Someone[] {
  const start = random(people.length - PEOPLE);
  return people.slice(start, start + PEOPLE);
}

/** A campaign, and the naive model of it. */
class World implements NaiveWorld {
  /** Forms that were handed out a while ago; some come back late. */
  readonly old: { readonly employer: string; readonly form: FormNumber; readonly table: FormTable }[] = [];

  private constructor(
    readonly forms: FormSite,
    readonly campaign: string,
    readonly findings: ReadonlyMap<string, NaiveFinding>,
    readonly staters: ReadonlyMap<string, readonly string[]>,
  ) {}

  static async make(
    forms: FormSite,
    people: readonly Someone[],
    random: Random,
    employers: readonly string[] = EMPLOYERS,
  ): Promise<World> {
    const findings = people.map((who) => someFinding(who, employers, forms, random));
    const campaign = await makeCampaign(forms);
    await addFindings(
      forms,
      campaign,
      findings.map((finding) => ({ ...finding, employer: finding.employer === '' ? null : finding.employer })),
    );
    const staters = new Map<string, string[]>();
    for (const { number, personalId } of forms.people) {
      if (personalId !== null) staters.set(personalId, [...(staters.get(personalId) ?? []), number]);
    }
    return new World(forms, campaign, new Map(findings.map((finding) => [finding.who.number, finding])), staters);
  }
}

function someFinding(who: Someone, employers: readonly string[], { people }: FormSite, random: Random): NaiveFinding {
  const state = STATES[random(STATES.length)]!;
  const isProposed = state !== 'UNMATCHED' && state !== 'PAPERS';
  const known = people[random(people.length)]!.personalId ?? '';
  const first = random(10) === 0 && /^9\d\d[0-3]\d{8}$/.test(known) ? known : someId(who, random);
  const candidates = [...new Set([first, ...Array.from({ length: random(3) }, () => someId(who, random))])];
  return {
    ...{ who, employer: employers[random(employers.length)]!, state, proposedId: isProposed ? first : null },
    ...{ candidates: isProposed ? candidates : null, rule: isProposed ? 'LINKED' : null },
    risks: state === 'POSSIBLE' && random(4) === 0 ? ['SEX'] : [],
    ...{ sampled: state === 'POSSIBLE' && random(8) === 0, last: null },
  };
}

/** Hands out a form, or takes an old one, fills it in and sends it; sometimes twice, at once, elsewhere or with a cut. */
async function sendOne(site: Site, world: World, tally: Tally, random: Random): Promise<void> {
  const { forms, campaign } = world;
  await settleSome(world, random);
  const late = random(3) === 0 ? world.old[random(world.old.length)] : undefined;
  const employer = late?.employer ?? EMPLOYERS[random(EMPLOYERS.length)]!;
  const form = late?.form ?? FORM_NUMBERS[random(FORM_NUMBERS.length)]!;
  const place = { campaign, employer, province: PROVINCE, form };
  const table = late?.table ?? (await toTable(await handOut(forms, place, random(2) === 0 ? 'xlsx' : 'csv')));
  world.old.push({ employer, form, table });
  const filled = fillAtRandom(table, form, world, random);
  const file = random(5) === 0 ? await breakSomehow(filled, random) : await saveSomehow(filled, random);
  const isElsewhere = file.fault === null && random(8) === 0;
  if (isElsewhere) return sendElsewhere(world, file, employer, tally, random);
  const send = (gateway: Client): Promise<ImportedForm> =>
    sendBack({ ...forms, gateway }, file.bytes, campaign, { employer });
  const way = file.fault === null ? ['once', 'twice', 'at once', 'cut'][Math.max(0, random(10) - 6)]! : 'twice';
  const outcome = await sendIn(way, site, forms, send, tally, random);
  tally.send(file.fault === null ? `${file.kind}, ${way}` : file.kind);
  tally.take(outcome);
  const expected = file.fault === null ? takeNaively(world, filled, form, employer) : new Map<number, string>();
  if (outcome.fault !== file.fault) tally.differ(`${file.kind}: ${outcome.fault} for ${file.fault}`);
  await compareLines(forms.gateway, outcome, expected, `${file.kind}, ${way}`, tally);
  await compareFindings(world, `${file.kind}, ${way}`, tally);
}

async function sendIn(
  way: string,
  site: Site,
  forms: FormSite,
  send: (gateway: Client) => Promise<ImportedForm>,
  tally: Tally,
  random: Random,
): Promise<ImportedForm> {
  if (way === 'at once') {
    const other = await connect(site.writer());
    const [outcome, same] = await Promise.all([send(forms.gateway), send(other)]);
    await other.end();
    if (outcome.file !== same.file || outcome.accepted !== same.accepted) tally.differ('at once: two outcomes');
    return outcome;
  }
  if (way === 'cut') tally.cut(await sendAndCut(site, forms.gateway, send, random(20)));
  const outcome = await send(forms.gateway);
  if (way !== 'twice') return outcome;
  const repeat = await send(forms.gateway);
  if (JSON.stringify(repeat) !== JSON.stringify({ ...outcome, isRepeat: true })) tally.differ('twice: two outcomes');
  return outcome;
}

/** Sends over a connection that is cut off after some milliseconds; false where that was too late. */
async function sendAndCut(
  site: Site,
  gateway: Client,
  send: (gateway: Client) => Promise<ImportedForm>,
  afterMs: number,
): Promise<boolean> {
  const doomed = await connect(site.writer());
  doomed.on('error', () => undefined);
  const { rows } = await doomed.query<{ pid: number }>('select pg_backend_pid() as pid');
  const sending = send(doomed).then(
    () => false,
    () => true,
  );
  await delay(afterMs);
  await gateway.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
  const isCut = await sending;
  await doomed.end().catch(() => undefined);
  return isCut;
}

/** Sends a form as another employer's: nothing of it is taken. */
async function sendElsewhere(
  world: World,
  file: FaultyFile,
  employer: string,
  tally: Tally,
  random: Random,
): Promise<void> {
  const others = EMPLOYERS.filter((other) => other !== employer);
  const outcome = await sendBack(world.forms, file.bytes, world.campaign, {
    employer: others[random(others.length)]!,
  });
  tally.send('to another employer');
  tally.take(outcome);
  if (outcome.fault !== 'OTHER_EMPLOYER') tally.differ(`to another employer: ${outcome.fault}`);
  await compareFindings(world, 'to another employer', tally);
}

/** Some findings are settled meanwhile, as applying and reviewing do. */
async function settleSome({ forms, campaign, findings }: World, random: Random): Promise<void> {
  if (random(4) > 0) return;
  const open = [...findings.values()].filter(({ proposedId, state }) => proposedId && !SETTLED.includes(state));
  const finding = open[random(open.length)];
  if (!finding) return;
  finding.state = SETTLED[random(SETTLED.length)]!;
  await forms.gateway.query('update campaign.finding set state = $3 where campaign = $1 and insurance_number = $2', [
    campaign,
    finding.who.number,
    finding.state,
  ]);
}

async function compareLines(
  gateway: Client,
  outcome: ImportedForm,
  expected: ReadonlyMap<number, string>,
  what: string,
  tally: Tally,
): Promise<void> {
  const { rows } = await gateway.query<{ line: number; outcome: string }>(
    'select line, coalesce(reason, outcome) as outcome from campaign.form_line where file = $1 order by line',
    [outcome.file],
  );
  if (outcome.lines !== expected.size) tally.differ(`${what}: ${outcome.lines} lines for ${expected.size}`);
  if (rows.length !== expected.size) tally.differ(`${what}: ${rows.length} lines are kept of ${expected.size}`);
  for (const row of rows) {
    const due = expected.get(row.line);
    if (row.outcome !== due) tally.differ(`${what}: line ${row.line} is ${row.outcome} for ${due}`);
  }
}

async function compareFindings({ forms, campaign, findings }: World, what: string, tally: Tally): Promise<void> {
  for (const [number, became] of await whatBecame(forms, campaign)) {
    const { state, proposedId, rule, candidates, risks } = findings.get(number)!;
    const due = JSON.stringify([state, proposedId, rule, candidates, risks]);
    const is = JSON.stringify([became.state, became.proposedId, became.rule, became.candidates, became.risks]);
    if (is !== due) tally.differ(`${what}: a finding is ${became.state} for ${state}`);
  }
}

/** A form about many people of the nation, with as many more lines as make it as long as it has to be. */
async function sendLarge(site: Site, forms: FormSite, lines: number, tally: Tally, random: Random): Promise<void> {
  const employer = EMPLOYERS[0];
  const world = await World.make(forms, forms.people.slice(0, lines / 4), random, [employer]);
  tally.campaigns.push(world.campaign);
  const place = { campaign: world.campaign, employer, province: PROVINCE, form: '01' as const };
  const handed = await toTable(await handOut(forms, place, 'xlsx'));
  const { table, head, column } = fillAtRandom(handed, '01', world, random);
  const own = table.slice(head + 1);
  while (table.length < head + 1 + lines) {
    const copy = [...own[random(own.length)]!];
    if (random(3) === 0) copy[column('insuranceNumber')] = String(9_000_000_000 + random(900_000_000));
    table.push(copy);
  }
  const bytes = random(2) === 0 ? await asWorkbook(table) : asCsv(table);
  const send = (gateway: Client): Promise<ImportedForm> =>
    sendBack({ ...forms, gateway }, bytes, world.campaign, { employer });
  tally.cut(await sendAndCut(site, forms.gateway, send, lines / 20 + random(lines / 10)));
  const outcome = await sendIn('twice', site, forms, send, tally, random);
  tally.send(`${lines} lines, cut and twice`);
  tally.take(outcome);
  await compareLines(
    forms.gateway,
    outcome,
    takeNaively(world, { table, head, column }, '01', employer),
    'large',
    tally,
  );
  await compareFindings(world, 'large', tally);
}

/** 10,000 files with faults and five of 200,000 lines, as a block for docs/assurance.md. */
export async function proveInFull(tell: (line: string) => void): Promise<string> {
  const seed = newSeed();
  tell(`seed ${seed} (set LIENTHONG_PROOF_SEED to it to send these very files again)`);
  const run = await startTestRun();
  try {
    const started = Date.now();
    const proven = await proveForms(run.site, { files: 10_000, large: 5, lines: 200_000, seed, tell });
    const block = report(proven, seed, Date.now() - started);
    if (proven.differences.length + proven.unaccounted + proven.doubled > 0) throw new Error(block);
    return block;
  } finally {
    await run.stop();
  }
}
