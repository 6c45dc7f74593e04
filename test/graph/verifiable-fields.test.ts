import { getVerifiable, VerifiableField } from '../../src/graph/verifiable-fields';
import { getDeclaration } from '../../src/planning/declaration';
import { isCodeTable } from '../../src/planning/row';
import { type Asking, type ProtectedGateway, startProtectedGateway } from '../support/protected-gateway';
import { openTables, type RegisterTables } from '../support/register-tables';

const PEOPLE = 25;
const MOST = 20;
const VERIFY = `query ($id: PersonalId!, $statements: [StatementToVerify!]!) {
  verify(personalId: $id, statements: $statements)
}`;
/** A value of the right form that no record of the run's nation has. */
const OTHER: Readonly<Record<string, string>> = {
  Date: '1801-01-01',
  PersonalId: '904185999999',
  InsuranceNumber: '0499999999',
  HealthCardNumber: 'DT2040499999999',
  TaxCode: '0100047516',
  Int: '99',
};

interface Statement {
  readonly field: string;
  readonly value: string;
  readonly expected: string;
}

let gateway: ProtectedGateway;
let tables: RegisterTables;
let officer: Asking;

beforeAll(async () => {
  gateway = await startProtectedGateway();
  tables = openTables(gateway.site);
  officer = await gateway.as('hq-officer', 'campaign');
});
afterAll(async () => {
  await tables.close();
  await gateway.close();
});

test('of every field that can be verified the verdict is what the registers’ own tables say', async () => {
  const people = await tables.select<{ id: string }>(
    'health',
    `select personal_id as id from share.card where personal_id ~ '^90[0-9]{10}$' group by personal_id
       order by count(*) desc, md5(personal_id) limit $1`,
    [PEOPLE],
  );
  const verdicts = new Map<string, Set<string>>();
  for (const { id } of people) {
    const statements = (
      await Promise.all(Object.keys(VerifiableField).map((field) => statementsAbout(id, field)))
    ).flat();
    for (let start = 0; start < statements.length; start += MOST) {
      const part = statements.slice(start, start + MOST);
      const { data, errors } = await officer(VERIFY, {
        id,
        statements: part.map(({ field, value }) => ({ field, value })),
      });
      expect(errors).toBeUndefined();
      const { verify } = data as unknown as { verify: string[] };
      expect(part.map(({ field, value }, i) => [field, value, verify[i]])).toEqual(
        part.map(({ field, value, expected }) => [field, value, expected]),
      );
      for (const { field, expected } of part) verdicts.set(field, (verdicts.get(field) ?? new Set()).add(expected));
    }
  }
  // Each field was found to match and not to match somewhere, so none was compared with nothing.
  for (const field of Object.keys(VerifiableField)) {
    expect([field, [...(verdicts.get(field) ?? [])]]).toEqual([field, expect.arrayContaining(['MATCH', 'NO_MATCH'])]);
  }
});

/** What can be said about a field of a person: each value that a record has, and one that none has. */
async function statementsAbout(id: string, field: string): Promise<readonly Statement[]> {
  const { type, column } = getVerifiable(VerifiableField[field] ?? '');
  const { source } = getDeclaration(type);
  const rows = await tables.select<{ value: string | null }>(
    source!.database,
    `select ${column.column}::text as value from share.${source!.view} where personal_id = $1`,
    [id],
  );
  const stored = rows.flatMap(({ value }) => value ?? []);
  const codes = isCodeTable(column.type) ? Object.entries(column.type as Record<string, string>) : null;
  const spoken = (value: string): string => codes?.find(([, code]) => code === value)?.[0] ?? value;
  const other = codes
    ? codes.find(([, code]) => !stored.includes(code))?.[0]
    : (OTHER['name' in column.type ? column.type.name : ''] ?? 'Nobody At All');
  const matching = [...new Set(stored)].map((value) => ({ field, value: spoken(value), expected: 'MATCH' }));
  if (other === undefined) return matching;
  return [...matching, { field, value: other, expected: stored.length > 0 ? 'NO_MATCH' : 'NOT_ENOUGH_EVIDENCE' }];
}
