/** A spreadsheet takes text that begins like this for a formula, also text of a CSV file. */
const FORMULA = /^[=+\-@\t\r]/;

/** Text that no spreadsheet takes for a formula; the apostrophe stays when the file comes back. */
export function neutralise(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** Whether a spreadsheet would take the text for a formula. */
export function looksLikeFormula(text: string): boolean {
  return FORMULA.test(text);
}

/** A cell of a returned file. */
export interface Cell {
  readonly text: string;
  readonly isFormula: boolean;
}

/** A row of a returned file that holds anything. */
export interface FileRow {
  /** As a spreadsheet numbers it: the first row is 1. */
  readonly number: number;
  readonly cells: readonly Cell[];
}
