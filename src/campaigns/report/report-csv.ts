import { stringify } from 'csv-stringify/sync';
import type { CampaignReport } from './read-report';
import { reportRows } from './report-rows';

/**
 * A report as one table with the columns section, key1, key2 and value, by RFC 4180. Titles, reviewers and codes that a
 * spreadsheet would take for a formula begin with an apostrophe.
 */
export function toCsv(report: CampaignReport): string {
  return stringify(
    reportRows(report).map((row) => [...row]),
    {
      header: true,
      columns: ['section', 'key1', 'key2', 'value'],
      record_delimiter: 'windows',
      escape_formulas: true,
    },
  );
}
