import { pipeline } from 'node:stream/promises';
import type { Client, ClientConfig } from 'pg';
import { from, to } from 'pg-copy-streams';
import type { Site } from '../../src/database/site';
import { withClient } from '../../src/database/with-client';

/**
 * What a campaign's matching is held against: both registers in one database, as no site has them, and one statement that
 * joins each participant to the citizen of their ID, of their old card, of the ID that replaced theirs, and of their name and
 * birth date, and keeps whoever is not as written, with the one citizen found.
 */

export interface Joined {
  readonly seconds: number;
  /** Participants that are not as written, and those of them for whom one citizen was found. */
  readonly findings: number;
  readonly matched: number;
}

const DATABASE = 'yardstick';

/** Tables of the yardstick, as their owners' views give them, with the keys that the owners have. */
const TABLES = [
  {
    of: 'insurance',
    table: 'participant',
    columns: `insurance_number text primary key, personal_id text, full_name text, name_key text, birth_date date,
      birth_date_precision text, sex text, province_code text, employer_tax_code text, version bigint`,
    read: `select insurance_number, personal_id, full_name, name_key, birth_date, birth_date_precision, sex, province_code,
      employer_tax_code, version from share.participant`,
    index: 'create index on participant (personal_id)',
  },
  {
    of: 'population',
    table: 'citizen',
    columns: `personal_id text primary key, full_name text, name_key text, birth_date date, birth_date_precision text, sex text,
      status text`,
    read: 'select personal_id, full_name, name_key, birth_date, birth_date_precision, sex, status from share.citizen',
    index: 'create index on citizen (name_key, birth_date)',
  },
  {
    of: 'population',
    table: 'legacy_id_card',
    columns: 'card_number text, personal_id text, primary key (card_number, personal_id)',
    read: 'select card_number, personal_id from share.legacy_id_card',
    index: null,
  },
  {
    of: 'population',
    table: 'superseded_id',
    columns: 'superseded_id text primary key, personal_id text',
    read: 'select superseded_id, personal_id from share.superseded_id',
    index: null,
  },
] as const;

const JOIN = `
  create table finding as
  select p.insurance_number, p.province_code, p.employer_tax_code, p.version, p.personal_id,
         case when p.personal_id is null then 'MISSING' when h.personal_id is null and s.superseded_id is not null then 'SUPERSEDED'
              when h.personal_id is null then 'UNKNOWN' when shared.personal_id is not null then 'SHARED'
              when h.status = 'D' then 'HOLDER_DECEASED' when h.name_key <> p.name_key then 'NAME_DIFFERS'
              else 'BIRTH_DATE_DIFFERS' end as anomaly,
         coalesce(case when (h.name_key, h.birth_date) = (p.name_key, p.birth_date) then h.personal_id end,
                  case when (r.name_key, r.birth_date) = (p.name_key, p.birth_date) then r.personal_id end,
                  card.personal_id, alike.personal_id) as proposed_id
    from participant p
    left join citizen h on h.personal_id = p.personal_id
    left join superseded_id s on s.superseded_id = p.personal_id
    left join citizen r on r.personal_id = s.personal_id
    left join (select personal_id from participant group by 1 having count(*) > 1) shared on shared.personal_id = p.personal_id
    left join lateral (
      select min(c.personal_id) as personal_id from legacy_id_card l join citizen c on c.personal_id = l.personal_id
       where l.card_number = p.personal_id and (c.name_key, c.birth_date) = (p.name_key, p.birth_date)
      having count(*) = 1) card on length(p.personal_id) = 9
    left join lateral (
      select min(c.personal_id) as personal_id from citizen c
       where (c.name_key, c.birth_date) = (p.name_key, p.birth_date) having count(*) = 1) alike on h.personal_id is null
   where h.personal_id is null or shared.personal_id is not null or h.status = 'D'
      or (h.full_name, h.birth_date, h.birth_date_precision, h.sex)
         is distinct from (p.full_name, p.birth_date, p.birth_date_precision, coalesce(p.sex, h.sex))`;

/** Copies both registers into one database of the embedded cluster, joins them there once, and drops it. */
export async function joinInOneDatabase(site: Site): Promise<Joined> {
  const own = superuserOf(site, 'postgres');
  await withClient(own, async (client) => {
    await client.query(`drop database if exists ${DATABASE} with (force)`);
    await client.query(`create database ${DATABASE} template template0`);
  });
  try {
    return await withClient(superuserOf(site, DATABASE), async (client) => {
      for (const { of, table, columns, read, index } of TABLES) {
        await client.query(`create table ${table} (${columns})`);
        await copy(site.owner(of), read, client, table);
        if (index) await client.query(index);
      }
      await client.query('vacuum analyze');
      await client.query('checkpoint');
      const started = performance.now();
      await client.query(JOIN);
      const seconds = (performance.now() - started) / 1000;
      const { rows } = await client.query<{ findings: number; matched: number }>(
        'select count(*)::float8 as findings, count(proposed_id)::float8 as matched from finding',
      );
      return { seconds, findings: rows[0]?.findings ?? 0, matched: rows[0]?.matched ?? 0 };
    });
  } finally {
    await withClient(own, (client) => client.query(`drop database if exists ${DATABASE} with (force)`));
  }
}

function superuserOf(site: Site, database: string): ClientConfig {
  const config = site.superuser(database);
  if (!config) throw new Error('the yardstick needs an embedded cluster');
  return config;
}

async function copy(source: ClientConfig, read: string, client: Client, table: string): Promise<void> {
  await withClient(source, (reader) =>
    pipeline(
      reader.query(to(`copy (${read}) to stdout (format binary)`)),
      client.query(from(`copy ${table} from stdin (format binary)`)),
    ),
  );
}
