import { createHash } from 'node:crypto';
import { Client, type ClientConfig } from 'pg';
import { COMMUNE_LIST_VERSIONS, loadCommunesSinceJuly2025, loadCommunesUntilJune2025 } from '../../values/communes';
import { findProvince, PROVINCES } from '../../values/province';
import { PUBLISHED_FIGURES } from '../../values/published-figures';

/**
 * Puts the administrative divisions and the published figures into the gateway's own database, in one transaction, and
 * only when they differ from what was loaded last. Gives whether anything was loaded.
 */
export async function loadReference(owner: ClientConfig): Promise<boolean> {
  const hash = contentHash();
  const client = new Client(owner);
  await client.connect();
  try {
    await client.query('begin');
    await client.query('lock table register.reference_load');
    const { rowCount } = await client.query('select from register.reference_load where content_hash = $1', [hash]);
    if (rowCount === 0) {
      await client.query('delete from register.published_figure');
      await client.query('delete from register.commune');
      await client.query('delete from register.province');
      const tables = { province: provinceRows(), commune: communeRows(), published_figure: figureRows() };
      for (const [table, rows] of Object.entries(tables)) {
        await client.query(
          `insert into register.${table} select * from json_populate_recordset(null::register.${table}, $1)`,
          [JSON.stringify(rows)],
        );
      }
      await client.query(
        `insert into register.reference_load (content_hash) values ($1)
         on conflict (only_row) do update set content_hash = excluded.content_hash`,
        [hash],
      );
    }
    await client.query('commit');
    return rowCount === 0;
  } finally {
    await client.end();
  }
}

/** Raised when the rows below are made in another way from the same facts. */
const FORM = 2;

/** What the rows are made of, without making them: the communes by the versions of the packages that carry them. */
function contentHash(): string {
  const facts = [FORM, PROVINCES, PUBLISHED_FIGURES, COMMUNE_LIST_VERSIONS];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

function provinceRows(): readonly object[] {
  return PROVINCES.map((province) => {
    const successor = province.successorCode && province.validTo ? dayAfter(province.validTo) : null;
    return {
      code: province.code,
      valid_from: province.validFrom,
      valid_to: province.validTo,
      name: province.name,
      full_name: province.fullName,
      english_name: province.englishName,
      kind: province.type,
      region: province.regionEnglishName,
      successor_code: province.successorCode,
      successor_valid_from: successor,
    };
  });
}

function communeRows(): readonly object[] {
  return [...loadCommunesUntilJune2025(), ...loadCommunesSinceJuly2025()].map((commune) => ({
    code: commune.code,
    valid_from: commune.validFrom,
    valid_to: commune.validTo,
    name: commune.fullName,
    kind: commune.type,
    district_code: commune.districtCode,
    district_name: commune.districtName,
    province_code: commune.provinceCode,
    province_valid_from: findProvince(commune.provinceCode, commune.validFrom)?.validFrom,
  }));
}

function figureRows(): readonly object[] {
  return PUBLISHED_FIGURES.map((figure) => ({
    figure_id: figure.id,
    as_of: figure.asOf,
    area: figure.area,
    area_code: figure.areaCodes.join(';') || 'VN',
    metric: figure.metric,
    scheme: figure.scheme,
    value: figure.value,
    unit: figure.unit,
    percent_of_target: figure.percentOfTarget,
    implied_target: figure.impliedTarget,
    plausible_value: figure.plausibleValue,
    precision: figure.precision,
    suspect: figure.suspect,
    flag_codes: figure.flags.map(({ code }) => code),
    flags: figure.flags.map(({ text }) => text),
    note: figure.note,
    source_title: figure.source.title,
    source_publisher: figure.source.publisher,
    source_published_on: figure.source.published,
  }));
}

function dayAfter(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, 10);
}
