/** Codes of the provinces whose figures are wanted; null for all of them. */
export type Provinces = readonly string[] | null;

/** The condition that narrows a table, by its short name, to the provinces of a parameter; nothing where all are wanted. */
export function withinProvinces(provinces: Provinces, table: string, parameter: number): string {
  return provinces === null ? '' : `and ${table}.province = any($${parameter})`;
}

/** A statement's values, with the provinces as the last one where it is narrowed to some. */
export function valuesOf(provinces: Provinces, ...values: readonly unknown[]): unknown[] {
  return provinces === null ? [...values] : [...values, provinces];
}
