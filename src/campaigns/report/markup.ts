/** Text that is markup already. Only `html` makes it, so that everything else is escaped. */
export class Markup {
  constructor(readonly text: string) {}
}

type Value = string | number | Markup | readonly Markup[] | null;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Markup with values put in, in an element or between the quotes of an attribute. A text is escaped, a null is nothing, and
 * characters that no document may hold become U+FFFD.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  const texts = values.map((value, i) => `${toText(value)}${parts[i + 1] ?? ''}`);
  return new Markup(`${parts[0] ?? ''}${texts.join('')}`);
}

function toText(value: Value): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return String(value)
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? '');
}
