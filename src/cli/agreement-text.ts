import type { AgreementVersion } from '../agreements/agreement-store';
import { OF_BEARER, type RowScope } from '../agreements/agreement';
import { PURPOSES } from '../agreements/purposes';
import type { KnownVersion } from '../graph/administration/known-version';

/** One line for each version. */
export function toList(versions: readonly AgreementVersion[]): string {
  const rows = versions.map(({ agreement, version, state }) => [
    agreement.id,
    `v${version}`,
    state,
    `${agreement.validFrom} to ${agreement.validTo}`,
    agreement.title,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}\n`).join('');
}

/** Everything about a version but the IDs of people who are listed in it. */
export function toText({
  agreement,
  version,
  state,
  hash,
  proposedBy,
  proposedAt,
  grants,
  decisions,
}: KnownVersion): string {
  const { id, kind, title, provider, receiver, bearer, legalBasis, purposes, rows, limits, ...rest } = agreement;
  const lines = [
    `${id}, version ${version}: ${title}`,
    '',
    ...table([
      ['state', state],
      ['kind', kind],
      ['in force', `${rest.validFrom} to ${rest.validTo}`],
      ['parties', `${provider} to ${receiver}`],
      ['bearer', [bearer.kind, bearer.role, bearer.clients?.join(', ')].filter(Boolean).join(', ')],
      ['legal basis', `${legalBasis.instrument}, article ${legalBasis.article}`],
      ...purposes.map((code): Row => ['purpose', `${code}: ${PURPOSES[code].english} / ${PURPOSES[code].vietnamese}`]),
      ...Object.entries<Values>({ ...rows }).map(([dimension, values]): Row => [
        'rows',
        `${dimension}: ${tellRows(dimension, values)}`,
      ]),
      ...Object.entries(limits).map(([name, most]): Row => [
        'limit',
        `${name}: ${most === null ? 'none' : String(most)}`,
      ]),
      ['documents', rest.documents === 'trusted' ? 'those of the manifest alone' : 'free'],
      ...Object.keys(rest.manifest).map((name): Row => ['manifest', name]),
      ['explain', rest.explain ? 'yes' : 'no'],
      ['contact', rest.contact],
      ['hash', hash],
      ['proposed', `${proposedAt} by ${proposedBy}`],
      ...decisions.map(({ kind: decided, at, actor, reason }): Row => [
        'decided',
        `${decided} ${at} by ${actor}${reason === null ? '' : `: ${reason}`}`,
      ]),
    ]),
    '',
    'Grants:',
    ...grants.map(([coordinate, access]) => `  ${coordinate}${access === 'READ' ? '' : `  ${access}`}`),
  ];
  return `${lines.join('\n')}\n`;
}

type Row = readonly [name: string, value: string];

function table(rows: readonly Row[]): readonly string[] {
  return rows.map(([name, value]) => `  ${name.padEnd(12)} ${value}`);
}

type Values = RowScope[keyof RowScope];

function tellRows(dimension: string, values: Values): string {
  if (values === null) return 'all';
  if (values === OF_BEARER) return 'the caller’s own';
  return dimension === 'people' ? `${values.length} listed` : values.join(', ');
}
