import type { Random } from '../../audit/attacks';
import type { NaiveFinding, NaiveWorld } from './naive-forms';
import { asCsv, asUtf16, asWorkbook, type Content, type FormTable, type Table } from './returned-file';

/** Forms as careless, hurried and hostile people send them back. */

/** A file to be sent, with what it says where it can be read. */
export interface FaultyFile {
  readonly kind: string;
  readonly bytes: Buffer;
  /** What is expected of the file as a whole; null where its lines are looked at. */
  readonly fault: string | null;
  readonly form: FormTable;
}

const one = <Item>(items: readonly Item[], random: Random): Item => items[random(items.length)]!;
const isOneIn = (many: number, random: Random): boolean => random(many) === 0;

/** IDs in form of somebody's birth year and sex; a few serials, so that some are given to several people. */
export function someId({ born, sex }: NaiveFinding['who'], random: Random): string {
  const year = Number(born.slice(-4) || '1980');
  const digit = (year < 2000 ? 0 : 2) + Number(sex === 'Nữ');
  return `904${digit}${String(year % 100).padStart(2, '0')}${String(random(500)).padStart(6, '0')}`;
}

/** Fills in a form at random and spoils some of its lines; its own table is left as it is. */
export function fillAtRandom(
  { table, head, column }: FormTable,
  form: '01' | '02',
  world: NaiveWorld,
  random: Random,
): FormTable {
  const numbers = [...world.findings.keys()];
  const filled = table.slice(head + 1).map((row): Content[] => {
    const line = Array.from(table[head]!, (_, i) => row[i] ?? '');
    const set = (name: Parameters<typeof column>[0], content: Content): void => void (line[column(name)] = content);
    const who = world.findings.get(line[column('insuranceNumber')] as string)?.who;
    if (form === '01') set('confirmation', one(['Đ', 'Đ', 'Đ', 'đ', 'S', 'S', 's', '', 'có', '1'], random));
    else if (who) {
      set('personalId', one([someId(who, random), someId(who, random), '', '1085012345', '00108501234O'], random));
      if (isOneIn(4, random)) set('note', one(['Tên đúng: Lê Thị Ánh', 'sinh 2/9/1985; đã đổi', 'a_x0001_b'], random));
    }
    if (isOneIn(8, random)) spoil(line, column, form, numbers, random);
    return line;
  });
  const lines = filled.flatMap((line) => (isOneIn(12, random) ? [line, again(line, column, form, random)] : [line]));
  if (isOneIn(6, random)) lines.splice(random(lines.length + 1), 0, ['']);
  return { table: [...table.slice(0, head + 1), ...lines], head, column };
}

/** The same line once more, or with another answer. */
function again(line: readonly Content[], column: FormTable['column'], form: '01' | '02', random: Random): Content[] {
  const twice = [...line];
  if (isOneIn(2, random)) return twice;
  twice[column(form === '01' ? 'confirmation' : 'personalId')] = form === '01' ? 'S' : '904085000777';
  return twice;
}

function spoil(
  line: Content[],
  column: FormTable['column'],
  form: '01' | '02',
  numbers: readonly string[],
  random: Random,
): void {
  const answer = form === '01' ? 'confirmation' : 'personalId';
  const set = (name: Parameters<typeof column>[0], content: Content): void => void (line[column(name)] = content);
  const faults: readonly (() => void)[] = [
    () => set(answer, { formula: 'HYPERLINK("x")', value: 'Đ' }),
    () => set('fullName', '=1+1'),
    () => set('fullName', 'Nguyễn Văn Khác'),
    () => set('fullName', 'x'.repeat(501)),
    () => set('birthDate', '1/1/1900'),
    () => set('sex', 'Khác'),
    () => set('statedId', '904085999999'),
    () => set(form === '01' ? 'proposedId' : 'statedId', '904085999998'),
    () => set('insuranceNumber', one(numbers, random)),
    () => set('insuranceNumber', '9999999999'),
    () => set('insuranceNumber', '412345678'),
    () => set('insuranceNumber', ''),
  ];
  one(faults, random)();
}

/** Writes a table as some program would. */
export async function saveSomehow(form: FormTable, random: Random): Promise<FaultyFile> {
  const { table } = form;
  const kinds: readonly (() => Promise<Buffer> | Buffer)[] = [
    () => asWorkbook(table),
    () => asCsv(escaped(table)),
    () => asCsv(escaped(table), ';'),
    () => asUtf16(escaped(table)),
  ];
  const at = random(kinds.length);
  const bytes = await kinds[at]!();
  return { kind: ['workbook', 'CSV', 'CSV with semicolons', 'UTF-16'][at]!, bytes, fault: null, form };
}

/** A workbook writes control characters in words; other files have the very characters. */
function escaped(table: Table): Table {
  return table.map((row) =>
    row.map((cell) => (typeof cell === 'string' ? cell.replaceAll('_x0001_', '\u0001') : cell)),
  );
}

/** A file of which nothing is to be taken. */
export async function breakSomehow(form: FormTable, random: Random): Promise<FaultyFile> {
  const { table, head, column } = form;
  const workbook = await asWorkbook(table);
  const csv = asCsv(table);
  const without = (at: number): Table => table.map((row, i) => (i < head ? row : row.toSpliced(at, 1)));
  const kinds: readonly (readonly [kind: string, fault: string, bytes: () => Buffer])[] = [
    ['truncated ZIP', 'DAMAGED', () => workbook.subarray(0, Math.floor(workbook.length * (0.1 + random(80) / 100)))],
    ['ZIP with bytes changed', 'DAMAGED', () => Buffer.from(workbook).fill(random(256), workbook.length - 30)],
    ['windows-1258', 'ENCODING', () => Buffer.concat([csv, Buffer.from([0x4e, 0x67, 0xf4, 0x0d, 0x0a])])],
    [
      'random bytes',
      'ENCODING',
      () => Buffer.from([0xc0, ...Array.from({ length: 50 + random(2_000) }, () => random(256))]),
    ],
    ['old workbook', 'OLD_WORKBOOK', () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), csv])],
    ['a column missing', 'COLUMN_MISSING', () => asCsv(without(column(one(['fullName', 'sex', 'statedId'], random))))],
    ['other headings', 'NOT_A_FORM', () => asCsv(table.with(head, ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']))],
    [
      'another code',
      'KEY',
      () => asCsv(table.map((row) => (row[0] === 'Mã biểu' ? ['Mã biểu', `M01.x.y.z.${random(9)}`] : row))),
    ],
  ];
  const [kind, fault, bytes] = one(kinds, random);
  return { kind, fault, bytes: bytes(), form };
}
