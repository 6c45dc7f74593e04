import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import type { Client } from 'pg';
import { createCampaign, moveCampaign } from '../../../src/campaigns/campaign-store';
import type { CampaignState, FindingState, Risk, Rule } from '../../../src/campaigns/campaign';
import type { FormPlace } from '../../../src/campaigns/forms/form';
import { type ImportedForm, importForm, type ReturnedForm } from '../../../src/campaigns/forms/import-form';
import type { FormLimits } from '../../../src/campaigns/forms/limits';
import { type FormFormat, type WrittenForm, writeForm } from '../../../src/campaigns/forms/write-form';
import { parseCampaign } from '../../../src/campaigns/parse-campaign';
import type { Site } from '../../../src/database/site';
import { connect } from '../../audit/scratch-log';

/** Campaigns of a test's own, with findings about participants of the run's nation, and the forms of them. */

export const KEY = Buffer.alloc(32, 9);
export const SENDER = 'test employer’s desk';

/** A participant of the nation, as the register has them. */
export interface Someone {
  readonly number: string;
  readonly personalId: string | null;
  readonly fullName: string;
  /** As a form writes it. */
  readonly born: string;
  readonly sex: string;
}

/** What a test says of a finding; the rest is as of somebody without an ID. */
export interface SomeFinding {
  readonly who: Someone;
  readonly employer?: string | null;
  readonly province?: string;
  readonly state: FindingState;
  readonly proposedId?: string | null;
  readonly candidates?: readonly string[] | null;
  readonly rule?: Rule | null;
  readonly risks?: readonly Risk[];
  readonly sampled?: boolean;
}

/** What became of a finding. */
export interface Became {
  readonly state: FindingState;
  readonly proposedId: string | null;
  readonly rule: Rule | null;
  readonly candidates: readonly string[] | null;
  readonly risks: readonly Risk[];
}

export interface FormSite {
  readonly gateway: Client;
  readonly insurance: Client;
  /** The nation's participants, by insurance number. */
  readonly people: readonly Someone[];
  close(): Promise<void>;
}

export async function openFormSite(site: Site): Promise<FormSite> {
  const gateway = await connect(site.writer());
  const insurance = await connect(site.reader('insurance'));
  const { rows } = await insurance.query<Someone>(
    `select insurance_number as number, personal_id as "personalId", full_name as "fullName",
            coalesce(to_char(birth_date, case birth_date_precision when 'Y' then 'YYYY' else 'DD/MM/YYYY' end), '') as born,
            coalesce(case sex when 'M' then 'Nam' else 'Nữ' end, '') as sex
       from share.participant order by 1`,
  );
  const close = async (): Promise<void> => {
    await gateway.end();
    await insurance.end();
  };
  return { gateway, insurance, people: rows, close };
}

const STEPS: readonly CampaignState[] = ['CREATED', 'SCANNING', 'MATCHING', 'DECIDING', 'REVIEWING'];

/** A campaign under review; gives its ID. */
export async function makeCampaign({ gateway }: Pick<FormSite, 'gateway'>): Promise<string> {
  const id = `forms-${randomUUID()}`;
  const actor = 'test hq-officer';
  await createCampaign(gateway, parseCampaign({ id }), { actor });
  for (const [i, from] of STEPS.slice(0, -1).entries()) {
    await moveCampaign(gateway, id, { from, to: STEPS[i + 1]!, actor });
  }
  return id;
}

export const EMPLOYER = '0312345678';
export const PROVINCE = '04';

export async function addFindings(
  { gateway }: Pick<FormSite, 'gateway'>,
  campaign: string,
  findings: readonly SomeFinding[],
): Promise<void> {
  await gateway.query(
    `insert into campaign.finding (campaign, insurance_number, part, province, employer, version, personal_id, anomalies,
                                   evidence, state, proposed_id, rule, candidates, risks, sampled)
     select $1, f.number, 0, f.province, f.employer, 1, f.stated, '{MISSING}', '{""}', f.state, f.proposed,
            f.rule, f.candidates, f.risks, f.sampled
       from jsonb_to_recordset($2::jsonb) as f(number text, province text, employer text, stated text, state text,
                                               proposed text, rule text, candidates jsonb, risks text[], sampled boolean)`,
    [
      campaign,
      JSON.stringify(
        findings.map((finding) => ({
          number: finding.who.number,
          province: finding.province ?? PROVINCE,
          employer: finding.employer === undefined ? EMPLOYER : finding.employer,
          stated: finding.who.personalId,
          state: finding.state,
          proposed: finding.proposedId ?? null,
          rule: finding.rule ?? (finding.proposedId ? 'LINKED' : null),
          candidates: finding.candidates?.map((personalId) => ({ personalId, bits: 20, probability: 0.5 })) ?? null,
          risks: finding.risks ?? [],
          sampled: finding.sampled ?? false,
        })),
      ),
    ],
  );
}

export async function whatBecame(
  { gateway }: Pick<FormSite, 'gateway'>,
  campaign: string,
): Promise<ReadonlyMap<string, Became>> {
  const { rows } = await gateway.query<Became & { number: string; kept: readonly { personalId: string }[] | null }>(
    `select insurance_number as number, state, proposed_id as "proposedId", rule, candidates as kept, risks
       from campaign.finding where campaign = $1 order by 1`,
    [campaign],
  );
  return new Map(
    rows.map(({ number, kept, ...became }) => [
      number,
      { ...became, candidates: kept?.map(({ personalId }) => personalId) ?? null },
    ]),
  );
}

/** A form as it is handed out. */
export async function handOut(
  { gateway, insurance }: Pick<FormSite, 'gateway' | 'insurance'>,
  place: FormPlace,
  format: FormFormat,
  record: WrittenForm['record'] = () => Promise.resolve(),
): Promise<Buffer> {
  const { stream, bytes } = intoMemory();
  await writeForm({ ...place, gateway, insurance, format, key: KEY, record }, stream);
  return bytes();
}

export function intoMemory(): { readonly stream: Writable; readonly bytes: () => Buffer } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, bytes: () => Buffer.concat(chunks) };
}

/** Sends a file back, in pieces. */
export function sendBack(
  { gateway, insurance }: Pick<FormSite, 'gateway' | 'insurance'>,
  file: Buffer,
  campaign: string,
  more: Partial<ReturnedForm> & { readonly limits?: FormLimits } = {},
): Promise<ImportedForm> {
  const { limits, ...returned } = more;
  return importForm(
    { gateway, insurance, key: KEY, ...(limits ? { limits } : {}) },
    { content: piecesOf(file), campaign, employer: EMPLOYER, provinces: null, receivedBy: SENDER, ...returned },
  );
}

// eslint-disable-next-line @typescript-eslint/require-await -- a file comes as a stream
async function* piecesOf(file: Buffer): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < file.length; start += 10_000) yield file.subarray(start, start + 10_000);
}
