import { registerEnumType } from 'type-graphql';
import type { CodeTable } from './declaration';

/**
 * Declares an enum of the graph over a register's own codes: name -> [code in the register, description].
 * A code that is not listed here is answered as SOURCE_VALUE_INVALID.
 */
export function declareCodes<Name extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Name, readonly [code: string, description: string]>>,
): Readonly<Record<Name, string>> {
  const entries = Object.entries(values) as [Name, readonly [string, string]][];
  const table = Object.fromEntries(entries.map(([key, [code]]) => [key, code])) as Record<Name, string>;
  const valuesConfig = Object.fromEntries(entries.map(([key, [, text]]) => [key, { description: text }]));
  registerEnumType(table as CodeTable & object, { name, description, valuesConfig: valuesConfig });
  return table;
}
