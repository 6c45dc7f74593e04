import type { Site } from '../../src/database/site';
import { openTables } from '../support/register-tables';

/** A person whose records all registers have. */
export interface Someone {
  readonly id: string;
  readonly insurance: string;
  readonly card: string;
  readonly taxCode: string;
  readonly name: string;
}

/** Who is attacked, by SQL on the registers' own tables. */
export interface People {
  /** All of whose records are of province 04, and 79: the second are out of the branch's reach whatever it asks. */
  readonly own: readonly Someone[];
  readonly strangers: readonly Someone[];
  /** A tax code of an employer in 79. */
  readonly strangeEmployer: string;
}

const REACH = '04';
const BEYOND = '79';

export async function findPeople(site: Site): Promise<People> {
  const tables = openTables(site);
  const of = async (province: string, most: number): Promise<readonly Someone[]> => {
    const citizens = await tables.select<{ id: string; name: string }>(
      'population',
      `select personal_id as id, full_name as name from share.citizen
        where province_code = $1 and personal_id ~ '^9[0-9]{11}$' order by 1 limit 4000`,
      [province],
    );
    const ids = [citizens.map(({ id }) => id)];
    const lookUp = async (register: 'insurance' | 'health' | 'tax', sql: string): Promise<Map<string, string>> => {
      const rows = await tables.select<{ id: string; value: string }>(register, sql, [...ids, province]);
      return new Map(rows.map(({ id, value }) => [id, value]));
    };
    const one = (key: string, from: string, isOfProvince = 'residence_province_code = $2'): string =>
      `select personal_id as id, min(${key}) as value from ${from} where personal_id = any($1)
        group by 1 having count(*) = 1 and bool_and(${isOfProvince})`;
    const insured = await lookUp(
      'insurance',
      one('insurance_number', 'share.participant', 'province_code = $2 and residence_province_code = $2'),
    );
    const cards = await lookUp('health', one('card_number', 'share.card'));
    const taxed = await lookUp('tax', one('tax_code', 'share.taxpayer'));
    const found = citizens.flatMap(({ id, name }) => {
      const [insurance, card, taxCode] = [insured.get(id), cards.get(id), taxed.get(id)];
      return insurance && card && taxCode ? [{ id, name, insurance, card, taxCode }] : [];
    });
    if (found.length < 3) throw new Error(`the nation has too few people whose records are all of ${province}`);
    return found.slice(0, most);
  };
  try {
    const employer = await tables.sample<{ code: string }>(
      'insurance',
      'select tax_code as code from share.employer_unit where province_code = $1 and tax_code is not null order by 1 limit 1',
      [BEYOND],
    );
    return { own: await of(REACH, 20), strangers: await of(BEYOND, 400), strangeEmployer: employer.code };
  } finally {
    await tables.close();
  }
}
