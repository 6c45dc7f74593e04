import { allDeclarations, type EdgeDeclaration, edgesFrom, getDeclaration, type TypeDeclaration } from './declaration';
import { isMaster } from './master';

/**
 * The data dictionary in Markdown. A table of columns: every column of every view that the gateway reads, with its SQL
 * type, the field that shows it, what kind of fact that is, and whether the register is its master. A table of edges: which columns join what, in what
 * order, and how many at most.
 */
export function printDictionary(declare: () => unknown): string {
  declare();
  const columns = printTable(
    ['Register', 'View', 'Column', 'SQL type', 'Field', 'Class', 'Identifies', 'Master', 'Meaning'],
    allDeclarations().flatMap((type) => [...shownRows(type), ...hiddenRows(type)]),
  );
  const edges = printTable(
    ['Edge', 'Target', 'Columns', 'Order', 'Bound', 'Meaning'],
    allDeclarations().flatMap(({ type }) => edgesFrom(type).map(edgeRow)),
  );
  return `# Columns\n\n${columns}\n# Edges\n\n${edges}`;
}

const NONE = '-';
const HIDDEN = 'No field of its own: joins, orders or filters only.';

type Cells = readonly string[];

function shownRows(declaration: TypeDeclaration): readonly Cells[] {
  return declaration.columns.map((declared) => [
    ...placeOf(declaration),
    declared.column,
    declared.stored,
    `${declaration.type.name}.${declared.field}`,
    declared.is,
    declared.identifies ? 'yes' : 'no',
    tellMaster(isMaster(declaration, declared)),
    declared.description,
  ]);
}

function tellMaster(is: boolean | null): string {
  if (is === null) return NONE;
  return is ? 'yes' : 'no';
}

function hiddenRows(declaration: TypeDeclaration): readonly Cells[] {
  return Object.entries(declaration.hidden).map(([column, stored]) => [
    ...placeOf(declaration),
    column,
    stored,
    NONE,
    NONE,
    NONE,
    NONE,
    HIDDEN,
  ]);
}

/** The register and view of a type; a type that unites registers has no view. */
function placeOf({ source }: TypeDeclaration): Cells {
  return source ? [source.database, source.view] : ['all', NONE];
}

function edgeRow({ id, source, target, from, to, order, many, first, most, description }: EdgeDeclaration): Cells {
  const start = tableOf(getDeclaration(source));
  const end = getDeclaration(target());
  const joins = from.map((column, i) => `${start}.${column} = ${tableOf(end)}.${to[i] ?? ''}`);
  const orders = order.map(([column, direction]) => `${column} ${direction}`);
  const rest = end.key.filter((column) => !order.some(([ordered]) => ordered === column));
  const bound = many ? `${first} unless asked otherwise, at most ${most}` : 'one';
  return [id, target().name, joins.join(', '), [...orders, ...rest].join(', '), bound, description];
}

function tableOf({ type, source }: TypeDeclaration): string {
  return source?.view ?? type.name;
}

function printTable(head: Cells, rows: readonly Cells[]): string {
  const escaped = rows.map((cells) => cells.map((cell) => cell.replaceAll('|', '\\|')));
  return [head, head.map(() => '---'), ...escaped].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
