import { allDeclarations, type ColumnDeclaration, type TypeDeclaration } from './declaration';

/** The data dictionary as a Markdown table: each field of a register, where it comes from, and what kind of fact it is. */
export function printDictionary(declare: () => unknown): string {
  declare();
  const rows = allDeclarations().flatMap((type) => type.columns.map((column) => dictionaryRow(type, column)));
  const head = ['Field', 'Register', 'View and column', 'Class', 'Identifies', 'Meaning'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function dictionaryRow(type: TypeDeclaration, column: ColumnDeclaration): readonly string[] {
  return [
    `${type.type.name}.${column.field}`,
    type.source?.database ?? 'all',
    type.source ? `${type.source.view}.${column.column}` : column.column,
    column.is,
    column.identifies ? 'yes' : '',
    column.description.replaceAll('|', '\\|'),
  ];
}
