import type { Client } from 'pg';
import { toSex, toStatedDate } from '../../src/campaigns/citizen-row';
import type { CitizenRecord, ParticipantRecord, Residence } from '../../src/campaigns/participant-link';
import type { Site } from '../../src/database/site';
import { readName } from '../../src/linkage/personal-name';
import { withClient } from '../support/scratch-register';

/** A whole nation in memory: what two registers state, and the truth. For measuring how it is linked. */
export interface LinkedNation {
  readonly participants: readonly ParticipantRecord[];
  readonly citizens: readonly CitizenRecord[];
  /** The ID of a participant's person. */
  readonly truth: ReadonlyMap<string, string>;
  /** The kinds of errors that were put into a participant's record. */
  readonly errors: ReadonlyMap<string, readonly string[]>;
}

type Row = readonly (string | null)[];

async function rowsOf(client: Client, text: string): Promise<readonly Row[]> {
  return (await client.query<(string | null)[]>({ text, values: [], rowMode: 'array' })).rows;
}

function group<Value>(rows: readonly Row[], valueOf: (row: Row) => Value): Map<string, Value[]> {
  const grouped = new Map<string, Value[]>();
  for (const row of rows) {
    const key = row[0] ?? '';
    const of = grouped.get(key);
    if (of) of.push(valueOf(row));
    else grouped.set(key, [valueOf(row)]);
  }
  return grouped;
}

export async function readNation(site: Site): Promise<LinkedNation> {
  const [participants, population, truth] = await Promise.all([
    withClient(site.owner('insurance'), (client) =>
      rowsOf(
        client,
        `select insurance_number, personal_id, full_name, birth_date::text, birth_date_precision, sex,
                residence_province_code, residence_commune_code from share.participant order by 1`,
      ),
    ),
    withClient(site.owner('population'), async (client) => ({
      citizens: await rowsOf(
        client,
        'select personal_id, full_name, birth_date::text, birth_date_precision, sex, status from share.citizen order by 1',
      ),
      residences: await rowsOf(
        client,
        `select personal_id, province_code, commune_code from share.residence where kind = 'P' order by 1, started_on desc`,
      ),
      cards: await rowsOf(client, 'select personal_id, card_number from share.legacy_id_card order by 1, 2'),
      superseded: await rowsOf(client, 'select personal_id, superseded_id from share.superseded_id order by 1, 2'),
    })),
    withClient(site.owner('truth'), async (client) => ({
      records: await rowsOf(
        client,
        `select record_key, personal_id from register.record join register.person using (person_number) where register = 'insurance'`,
      ),
      errors: await rowsOf(
        client,
        `select record_key, kind from register.injected_error where register = 'insurance' order by 1, 2`,
      ),
    })),
  ]);
  const residences = group<Residence>(population.residences, ([, province, commune]) => ({
    province: province ?? '',
    commune: commune ?? '',
  }));
  const cards = group(population.cards, ([, number]) => number ?? '');
  const superseded = group(population.superseded, ([, id]) => id ?? '');
  return {
    participants: participants.map(([number, id, name, day, precision, sex, province, commune]) => ({
      insuranceNumber: number ?? '',
      personalId: id ?? null,
      name: readName(name ?? ''),
      writtenName: name ?? '',
      birth: toStatedDate(day ?? null, precision ?? 'D'),
      sex: toSex(sex ?? null),
      residence: province && commune ? { province, commune } : null,
    })),
    citizens: population.citizens.map(([id, name, day, precision, sex, status]) => ({
      personalId: id ?? '',
      name: readName(name ?? ''),
      birth: toStatedDate(day ?? null, precision ?? 'D'),
      sex: toSex(sex ?? null),
      isDeceased: status === 'D',
      residences: residences.get(id ?? '') ?? [],
      supersededIds: superseded.get(id ?? '') ?? [],
      legacyCards: cards.get(id ?? '') ?? [],
    })),
    truth: new Map(truth.records.map(([key, id]) => [key ?? '', id ?? ''])),
    errors: group(truth.errors, ([, kind]) => kind ?? ''),
  };
}
