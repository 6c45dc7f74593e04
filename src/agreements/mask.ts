/**
 * Masks keep the shape of a value: a text keeps its length, a date stays a date, an amount an amount. Each is an
 * expression of SQL, so that only the masked value leaves a register, and a function for a value that a caller gave.
 * Null stays null.
 */
export const MASKS = {
  LAST_FOUR: {
    stored: 'text',
    description: 'all but the last four characters are `*`',
    sql: (value) => keepInSql(value, 4, 'last'),
    apply: (value) => keep(value, 4, 'last'),
  },
  PROVINCE_ONLY: {
    stored: 'text',
    description: 'all but the first three characters, which tell the province of a personal ID, are `*`',
    sql: (value) => keepInSql(value, 3, 'first'),
    apply: (value) => keep(value, 3, 'first'),
  },
  INITIALS: {
    stored: 'text',
    description: 'each word of the name is cut to its first letter and a full stop',
    sql: (value) => `regexp_replace(${value}, '([^ ])[^ ]*', '\\1.', 'g')`,
    apply: (value) => value.replace(/([^ ])[^ ]*/gu, '$1.'),
  },
  YEAR_ONLY: {
    stored: 'date',
    description: 'the first of January of the year',
    sql: (value) => `make_date(extract(year from ${value})::integer, 1, 1)`,
    apply: (value) => `${value.slice(0, 4)}-01-01`,
  },
  MILLIONS: {
    stored: 'bigint',
    description: 'rounded down to whole millions of đồng',
    sql: (value) => `(${value} / 1000000 * 1000000)`,
    apply: (value) => String((BigInt(value) / 1_000_000n) * 1_000_000n),
  },
} as const satisfies Readonly<Record<string, MaskRule>>;

export type Mask = keyof typeof MASKS;

export interface MaskRule {
  /** What it masks, in PostgreSQL's words. */
  readonly stored: 'text' | 'date' | 'bigint';
  /** Says to those who see the field what became of the value. */
  readonly description: string;
  readonly sql: (value: string) => string;
  readonly apply: (value: string) => string;
}

export function isMask(text: unknown): text is Mask {
  return typeof text === 'string' && Object.hasOwn(MASKS, text);
}

/** A text no longer than what is kept is masked as a whole, or the mask would show all of it. */
function keepInSql(value: string, kept: number, where: 'first' | 'last'): string {
  const length = `length(${value})`;
  const shown =
    where === 'last'
      ? `lpad(right(${value}, ${kept}), ${length}, '*')`
      : `rpad(left(${value}, ${kept}), ${length}, '*')`;
  return `case when ${length} > ${kept} then ${shown} else repeat('*', ${length}) end`;
}

function keep(value: string, kept: number, where: 'first' | 'last'): string {
  const letters = [...value];
  if (letters.length <= kept) return '*'.repeat(letters.length);
  const stars = '*'.repeat(letters.length - kept);
  return where === 'last' ? stars + letters.slice(-kept).join('') : letters.slice(0, kept).join('') + stars;
}
