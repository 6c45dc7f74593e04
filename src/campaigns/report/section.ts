import { html, type Markup } from './markup';
import type { Words } from './words';

/** The pieces that all sections of a report's page are made of. */

export function heading({ vi, en }: Words): Markup {
  return html`<h2>${vi}<span lang="en">${en}</span></h2>`;
}

export function section(title: Markup, content: Markup): Markup {
  return html`<section class="chart">${title}${content}</section>`;
}

/** Both ways of saying something, one below the other in a quieter colour. */
export function bothWords({ vi, en }: Words): Markup {
  return html`${vi} <span class="en" lang="en">${en}</span>`;
}

/** A table; a heading of null is of a column that needs none. The class `n` is of columns of numbers. */
export function table(
  columns: readonly { readonly words: Words | null; readonly kind?: string }[],
  rows: readonly (readonly Markup[])[],
): Markup {
  const head = columns.map(
    ({ words, kind = '' }) =>
      html`<th class="${kind}">${words ? html`${words.vi}<br/><span lang="en">${words.en}</span>` : null}</th>`,
  );
  const body = rows.map(
    (cells) => html`<tr>${cells.map((cell, i) => html`<td class="${columns[i]?.kind ?? ''}">${cell}</td>`)}</tr>`,
  );
  return html`<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}
