import { randomInt } from 'node:crypto';
import type { Site } from '../../src/database/site';
import type { Register } from '../../src/values/databases';
import { withClient } from '../support/scratch-register';
import { type Canary, writtenDates } from './canary-scan';

/** Somebody whose particulars are canaries, whether the registers know them or not. */
export interface CanaryPerson {
  readonly id: string;
  readonly name: string;
  /** yyyy-mm-dd */
  readonly born: string;
  readonly number: string;
  readonly card: string;
  readonly taxCode: string;
  readonly legacyId: string;
  readonly phone: string;
  readonly email: string;
  readonly account: string;
}

/** So many people whom all four registers know. */
export async function findCanaries(site: Site, most: number): Promise<readonly CanaryPerson[]> {
  const citizens = await list<{ id: string; name: string; born: string }>(
    site,
    'population',
    `select personal_id as id, full_name as name, birth_date::text as born from share.citizen
      where birth_date between '1940-01-02' and '2005-12-30' and status = 'A' order by md5(personal_id)`,
  );
  const byId = async (register: Register, text: string): Promise<ReadonlyMap<string, string>> => {
    const rows = await list<{ id: string | null; key: string }>(site, register, text);
    return new Map(rows.flatMap(({ id, key }) => (id === null ? [] : [[id, key]])));
  };
  const numbers = await byId('insurance', 'select personal_id as id, insurance_number as key from share.participant');
  const cards = await byId('health', 'select personal_id as id, card_number as key from share.card');
  const taxCodes = await byId('tax', 'select personal_id as id, tax_code as key from share.taxpayer');
  const found = citizens.flatMap(({ id, name, born }) => {
    const [number, card, taxCode] = [numbers.get(id), cards.get(id), taxCodes.get(id)];
    return number && card && taxCode ? [{ ...inventPerson(), id, name, born, number, card, taxCode }] : [];
  });
  if (found.length === 0) throw new Error('nobody is known to all four registers');
  return found.slice(0, most);
}

/** Somebody whom no register knows. */
export function inventPerson(): CanaryPerson {
  const digits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('');
  const id = `904${randomInt(2)}${String(randomInt(50, 99))}${digits(6)}`;
  return {
    id,
    name: `Tôn Nữ ${['Quỳnh', 'Thục', 'Uyển', 'Khuê'][randomInt(4)] ?? ''} ${String.fromCharCode(65 + randomInt(26))}ư Lữ`,
    born: `19${randomInt(10, 50)}-0${randomInt(1, 9)}-${randomInt(10, 28)}`,
    number: `04${digits(8)}`,
    card: `DN404${digits(10)}`,
    taxCode: `81${digits(8)}`,
    legacyId: `08${digits(7)}`,
    phone: `091${digits(7)}`,
    email: `tonnu.${digits(6)}@canary.example`,
    account: `VCB0071${digits(9)}`,
  };
}

/** Everything about people that must not come out. */
export function canariesOf(people: readonly CanaryPerson[]): readonly Canary[] {
  return people.flatMap(({ born, ...rest }) => [
    ...Object.entries(rest).map(([kind, value]) => ({ kind, value })),
    ...writtenDates(born).map((value) => ({ kind: 'born', value })),
  ]);
}

function list<Row>(site: Site, register: Register, sql: string): Promise<readonly Row[]> {
  return withClient(site.reader(register), async (client) => (await client.query(sql)).rows as Row[]);
}
