/**
 * Masks keep the shape of a value: a text keeps its length, a date stays a date, an amount an amount. Each is an
 * expression of SQL, so that only the masked value leaves a register, and a function for a value that a caller gave.
 * Null stays null.
 */
export const MASKS = {
  LAST_FOUR: {
    stored: 'text',
    description: 'all but the last four characters are `*`',
    sql: (value) => keepInSql(value, `right(${value}, 4)`, 'after'),
    apply: (value) => keep(value, [...value].slice(-4).join(''), 'after'),
  },
  PROVINCE_ONLY: {
    stored: 'text',
    description: 'all but the first three characters, which tell the province of a personal ID, are `*`',
    sql: (value) => keepInSql(value, `left(${value}, 3)`, 'before'),
    apply: (value) => keep(value, [...value].slice(0, 3).join(''), 'before'),
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

/** A text shorter than what is kept is masked as a whole, or the mask would show all of it. */
function keepInSql(value: string, kept: string, where: 'before' | 'after'): string {
  const stars = `repeat('*', length(${value}) - length(${kept}))`;
  const shown = where === 'after' ? `${stars} || ${kept}` : `${kept} || ${stars}`;
  return `case when length(${value}) > length(${kept}) then ${shown} else repeat('*', length(${value})) end`;
}

function keep(value: string, kept: string, where: 'before' | 'after'): string {
  const length = [...value].length;
  const rest = length - [...kept].length;
  if (rest <= 0) return '*'.repeat(length);
  return where === 'after' ? '*'.repeat(rest) + kept : kept + '*'.repeat(rest);
}
