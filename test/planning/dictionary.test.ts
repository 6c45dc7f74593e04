import { graphSchema } from '../../src/server/graph-schema';
import { contractOf } from '../../src/planning/contract';
import { allDeclarations, edgesFrom } from '../../src/planning/declaration';
import { printDictionary } from '../../src/planning/dictionary';
import { DATABASES } from '../../src/values/databases';

describe('the data dictionary', () => {
  const tables = printDictionary(graphSchema)
    .split(/^# \w+\n\n/m)
    .slice(1)
    .map((table) => table.trimEnd().split('\n').map(cellsOf));
  const [columns = [], edges = []] = tables;

  it('has every column of every view that a register must supply, with its SQL type', () => {
    const listed = columns.slice(2).map(([register, view, column, type]) => [register, view, column, type].join(' '));
    const expected = DATABASES.flatMap((register) =>
      contractOf(register).flatMap((view) =>
        Object.entries(view.columns).map(([column, type]) => [register, view.view, column, type].join(' ')),
      ),
    );
    expect(expected.length).toBeGreaterThan(150);
    expect(new Set(listed.filter((row) => !row.startsWith('all ')))).toEqual(new Set(expected));
  });

  it('has every declared field once', () => {
    const declared = allDeclarations().flatMap(({ type, columns: own }) =>
      own.map(({ field }) => `${type.name}.${field}`),
    );
    const listed = columns.slice(2).flatMap((cells) => (cells[4] === '-' ? [] : [cells[4]]));
    expect(listed).toEqual(declared);
    expect(new Set(declared).size).toBe(declared.length);
  });

  it('says of each column its field, class, whether it identifies, whether its register is the master, and what it means', () => {
    expect(columns[0]).toEqual([
      ...['Register', 'View', 'Column', 'SQL type', 'Field', 'Class', 'Identifies', 'Master', 'Meaning'],
    ]);
    expect(columns).toContainEqual([
      'population',
      'citizen',
      'sex',
      'text',
      'Citizen.sex',
      'identity',
      'no',
      'yes',
      expect.stringMatching(/^Sex in civil status/),
    ]);
    expect(columns).toContainEqual([
      'population',
      'citizen',
      'name_key',
      'text',
      '-',
      '-',
      '-',
      '-',
      expect.stringMatching(/joins, orders or filters only/),
    ]);
    expect(columns).toContainEqual(
      expect.arrayContaining(['all', '-', 'personal_id', 'Person.personalId', 'identity', 'yes']),
    );
  });

  it.each([
    ['Citizen.fullName', 'yes'],
    ['Participant.fullName', 'no'],
    ['Participant.insuranceNumber', 'yes'],
    ['HealthCard.insuranceNumber', 'no'],
    ['HealthCard.cardNumber', 'yes'],
    ['Contribution.amount', 'yes'],
    ['SupportPayment.amount', 'yes'],
    ['Taxpayer.taxCode', 'yes'],
    ['Taxpayer.fullName', 'no'],
    ['Income.grossIncome', 'yes'],
    ['Income.months', 'no'],
    ['EmployerUnit.taxCode', 'no'],
    ['TaxOrganisation.taxCode', 'yes'],
    ['Province.name', '-'],
    ['Person.personalId', '-'],
  ])('says of %s whether its register is the master: %s', (field, master) => {
    expect(columns.find((cells) => cells[4] === field)?.[7]).toBe(master);
  });

  it('has every edge with its target, columns, order and bound', () => {
    const declared = allDeclarations().flatMap(({ type }) => edgesFrom(type).map(({ id }) => id));
    expect(edges.slice(2).map(([edge]) => edge)).toEqual(declared);
    expect(edges).toContainEqual([
      'Participant.healthCards',
      'HealthCard',
      'participant.insurance_number = card.insurance_number',
      'valid_from desc, card_number',
      '10 unless asked otherwise, at most 50',
      expect.any(String),
    ]);
    expect(edges).toContainEqual(expect.arrayContaining(['Participant.citizen', 'Citizen', 'one']));
  });

  it('has no row with a cell missing or empty', () => {
    for (const table of tables) {
      expect(new Set(table.map((cells) => cells.length))).toEqual(new Set([table[0]?.length]));
      expect(table.filter((cells) => cells.includes(''))).toEqual([]);
    }
  });
});

/** The cells of a Markdown row; a bar inside a cell is written with a backslash. */
function cellsOf(line: string): string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}
