import { Client } from 'pg';
import type { Config } from '../config';
import type { Site } from '../database/site';
import { LienThongError } from '../errors';
import { ignore } from './build-schema';
import { isDemonstration } from './is-demonstration';

/** Who somebody truly is, and which errors were put into their record. */
export interface TruePerson {
  readonly personalId: string;
  /** yyyy-mm-dd */
  readonly birthDate: string;
  readonly sex: string;
  /** Kinds of errors of the participant's record, each once. */
  readonly errors: readonly string[];
}

/** The ground truth about participants, under a role that can read that and nothing else. */
export interface Truth {
  /** The personal IDs of the people whose insurance numbers these are; a number that nobody has is left out. */
  personOf(insuranceNumbers: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The same with what tells which groups they are counted in. */
  peopleOf(insuranceNumbers: readonly string[]): Promise<ReadonlyMap<string, TruePerson>>;
  close(): Promise<void>;
}

/** What is needed to reach the ground truth, and to know that there may be one. */
export interface TruthPlace {
  readonly site: Pick<Site, 'truthReader'>;
  readonly config: Pick<Config, 'urls' | 'issuersFile'>;
}

const PEOPLE = `
  select r.record_key, p.personal_id, p.birth_date::text, p.sex,
         array(select distinct e.kind from register.injected_error e
                where e.register = r.register and e.record_key = r.record_key order by 1) as errors
    from register.record r join register.person p using (person_number)
   where r.register = 'insurance' and r.record_key = any($1::text[])`;

/** Opens the ground truth. Throws CONFIGURATION_INVALID for an installation that is no demonstration. */
export async function openTruth({ site, config }: TruthPlace): Promise<Truth> {
  if (!isDemonstration(config)) {
    throw new LienThongError('CONFIGURATION_INVALID', 'only a demonstration knows the truth about its people');
  }
  const client = new Client(site.truthReader());
  client.on('error', ignore);
  await client.connect();
  return {
    personOf: async (numbers) => {
      const { rows } = await client.query<{ record_key: string; personal_id: string }>(
        `select r.record_key, p.personal_id from register.record r join register.person p using (person_number)
          where r.register = 'insurance' and r.record_key = any($1::text[])`,
        [numbers],
      );
      return new Map(rows.map((row) => [row.record_key, row.personal_id]));
    },
    peopleOf: async (numbers) => {
      const { rows } = await client.query<{
        record_key: string;
        personal_id: string;
        birth_date: string;
        sex: string;
        errors: string[];
      }>(PEOPLE, [numbers]);
      return new Map(
        rows.map(({ record_key: key, personal_id: personalId, birth_date: birthDate, sex, errors }) => [
          key,
          { personalId, birthDate, sex, errors },
        ]),
      );
    },
    close: () => client.end(),
  };
}
