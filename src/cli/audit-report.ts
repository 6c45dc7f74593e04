import type { AgreementReport, Disclosed, PurposeReport } from '../audit/report';

/** A report as text for people. */
export function toText({ agreement, year, purposes, refusals }: AgreementReport): string {
  const refused = refusals.map(({ reason, requests }) => `  ${reason.padEnd(32)} ${requests}`);
  const lines = [
    `Agreement ${agreement}, ${year}`,
    ...(purposes.length === 0 ? ['', 'Nothing was disclosed.'] : purposes.flatMap(purposeLines)),
    '',
    refused.length === 0 ? 'Nothing was refused.' : 'Refused requests by reason:',
    ...refused,
  ];
  return `${lines.join('\n')}\n`;
}

function purposeLines({ purpose, fields, months, ...sum }: PurposeReport): readonly string[] {
  return [
    '',
    `Purpose ${purpose ?? '(none was given)'}: ${tellSum(sum)}`,
    ...months.map(({ month, fields: read, ...each }) => `  ${month}  ${tellSum(each)}; ${read.length} fields`),
    '  Fields, with the requests that disclosed them:',
    ...fields.map(
      ({ field, requests, masked }) =>
        `    ${field.padEnd(40)} ${requests}${masked > 0 ? `, ${masked} of them masked` : ''}`,
    ),
  ];
}

function tellSum({ requests, people, subjects }: Disclosed): string {
  const records = Object.entries(subjects)
    .filter(([, count]) => count > 0)
    .map(([register, count]) => `${register} ${count}`);
  return `${requests} requests, ${people} people at least${records.length > 0 ? ` (${records.join(', ')})` : ''}`;
}
