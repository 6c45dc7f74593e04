import { graphSchema } from '../../src/graph/schema';
import { allDeclarations } from '../../src/planning/declaration';
import { printDictionary } from '../../src/planning/dictionary';

describe('the data dictionary', () => {
  const lines = printDictionary(graphSchema).trimEnd().split('\n');
  const cellsOf = (line: string): string[] =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim());

  it('has a row for every declared field and no other', () => {
    const declared = allDeclarations().flatMap(({ type, columns }) =>
      columns.map(({ field }) => `${type.name}.${field}`),
    );
    expect(lines.slice(2).map((line) => cellsOf(line)[0])).toEqual(declared);
    expect(new Set(declared).size).toBe(declared.length);
    expect(declared.length).toBeGreaterThan(100);
  });

  it('says of each field its register, column, class, whether it identifies, and what it means', () => {
    const rows = lines.map(cellsOf);
    expect(rows[0]).toEqual(['Field', 'Register', 'View and column', 'Class', 'Identifies', 'Meaning']);
    expect(new Set(rows.map((cells) => cells.length))).toEqual(new Set([6]));
    expect(rows).toContainEqual([
      'Citizen.sex',
      'population',
      'citizen.sex',
      'identity',
      '',
      expect.stringMatching(/^Sex in civil status/),
    ]);
    expect(rows).toContainEqual(['Person.personalId', 'all', 'personal_id', 'identity', 'yes', expect.any(String)]);
    expect(rows.filter((cells) => cells.some((cell, i) => cell === '' && i !== 4))).toEqual([]);
  });
});
