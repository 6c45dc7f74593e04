import type { Register } from '../values/databases';
import type { ColumnDeclaration, Sensitivity, TypeDeclaration } from './declaration';

/**
 * Which register is the master of a fact, so that where registers differ its word counts. By Decree 43/2021/NĐ-CP the
 * groups of social, health and unemployment insurance are master data of the National Insurance Database, and what it
 * holds beside them comes from its own source: who people are and where they live from the population register, what was
 * declared for tax from the tax administration. Each register is the master of what it notes about its own records.
 * Two registers may be masters of one class, each of facts of its own: insured salaries and declared income.
 */
const CLASSES: Readonly<Record<Register, readonly Sensitivity[]>> = {
  population: ['identity', 'family', 'contact', 'administrative'],
  insurance: ['contribution', 'employment', 'income', 'administrative', 'statistical'],
  tax: ['income', 'administrative'],
  // Cards and settled treatment are the health-insurance group.
  health: ['health card', 'medical', 'administrative'],
};

/** Numbers that a register itself gives out, whatever their class. */
const ISSUED: Readonly<Record<Register, readonly string[]>> = {
  population: [],
  insurance: ['participant.insurance_number'],
  tax: ['taxpayer.tax_code'],
  health: [],
};

/** What a register repeats of another's, whatever its class: employers as the tax administration registered them. */
const REPEATED: Readonly<Record<Register, readonly string[]>> = {
  population: [],
  insurance: ['employer_unit.tax_code', 'employer_unit.name'],
  tax: [],
  health: [],
};

/** Whether a field's register is the master of it; null where the field is of no register. */
export function isMaster({ source }: TypeDeclaration, { column, is }: ColumnDeclaration): boolean | null {
  if (!source || source.database === 'gateway') return null;
  const { database, view } = source;
  const place = `${view}.${column}`;
  if (REPEATED[database].includes(place)) return false;
  return ISSUED[database].includes(place) || CLASSES[database].includes(is);
}
