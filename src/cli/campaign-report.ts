import type { Client } from 'pg';
import { conditionOf } from '../campaigns/participant-row';
import { getCampaign } from '../campaigns/campaign-store';
import { type CampaignReport, readReport, type ReportOptions } from '../campaigns/report/read-report';
import { toCsv } from '../campaigns/report/report-csv';
import { toHtml } from '../campaigns/report/report-html';
import { toText } from '../campaigns/report/report-text';
import { withClient } from '../database/with-client';
import { evaluateCampaign, type EvaluationOptions } from '../demo/evaluate-campaign';
import type { QualityGroup } from '../values/campaign-quality';
import type { Session } from './session';

/** A campaign's report as commands print it, and its evaluation in a demonstration. */

export const REPORT_FORMATS = ['text', 'csv', 'html'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

const RENDERINGS: Readonly<Record<ReportFormat, (report: CampaignReport) => string>> = {
  text: toText,
  csv: toCsv,
  html: toHtml,
};
/** A report of a nation reads all of a campaign's findings several times. */
const STATEMENT_TIMEOUT_MS = 60_000;

/** The report of a campaign now, in a format. Throws CAMPAIGN_INVALID when there is no such campaign. */
export async function renderReport(
  { site }: Pick<Session, 'site'>,
  campaign: string,
  format: ReportFormat,
  options: Omit<ReportOptions, 'asOf'> = {},
): Promise<string> {
  const asOf = await readAsOf(site);
  const report = await withGateway(site, (client) =>
    readReport(client, campaign, new Date(), { ...options, ...(asOf === null ? {} : { asOf }) }),
  );
  return RENDERINGS[format](report);
}

/**
 * Holds a campaign against the demonstration's truth and keeps the counts for its report. Throws CAMPAIGN_INVALID when there is
 * no such campaign, and CONFIGURATION_INVALID for an installation that is no demonstration.
 */
export async function evaluate(
  { site, config }: Pick<Session, 'site' | 'config'>,
  campaign: string,
  options: EvaluationOptions = {},
): Promise<readonly QualityGroup[]> {
  const { scope } = (await withGateway(site, (client) => getCampaign(client, campaign))).campaign;
  return evaluateCampaign(
    { site, config },
    { id: campaign, inScope: (from) => conditionOf(scope, from), isNarrowed: scope.anomalies !== null },
    options,
  );
}

async function withGateway<Result>(site: Session['site'], use: (client: Client) => Promise<Result>): Promise<Result> {
  const limits = { statementTimeoutMs: STATEMENT_TIMEOUT_MS, idleInTransactionTimeoutMs: STATEMENT_TIMEOUT_MS };
  return withClient(site.writer(limits), use);
}

/** The day as of which the registers stand; null where no data set says so. */
async function readAsOf(site: Session['site']): Promise<string | null> {
  const { rows } = await withClient(site.reader('gateway'), (client) =>
    client.query<{ as_of: string | null }>('select max(as_of)::text as as_of from share.dataset'),
  );
  return rows[0]?.as_of ?? null;
}
