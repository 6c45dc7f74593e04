import type { Database, Register } from '../../values/databases';
import { getDeclaration, type RowClass, type TypeDeclaration } from '../declaration';

/**
 * What one request discloses, for its record: the fields, and whose records, by key. The keys themselves are turned into
 * tokens before anything is recorded. Made anew for each request; both paths fill it.
 */
export class Disclosure {
  readonly registers = new Set<Register>();
  /** The keys of people's records, by register. */
  readonly subjects = new Map<Register, Set<string>>();
  /** The people as the records state them: a personal ID, or where there is none the register and key of a record. */
  readonly people = new Set<string>();
  /** Identifiers that were asked about, found or not. */
  probed = 0;
  rows = 0;

  /** Notes that a database was asked, if it is a register. */
  read(database: Database): void {
    if (database !== 'gateway') this.registers.add(database);
  }

  /** Notes a record of a person. */
  addSubject(register: Register, key: string): void {
    this.subjectsIn(register).add(key);
  }

  /** The keys of people's records in a register, to which more may be added. */
  subjectsIn(register: Register): Set<string> {
    let keys = this.subjects.get(register);
    if (!keys) this.subjects.set(register, (keys = new Set<string>()));
    return keys;
  }

  /** Notes a person who was reached by themselves, not from a record of their own. */
  addPerson(register: Register, key: string, personalId: unknown): void {
    this.people.add(typeof personalId === 'string' ? personalId : `${register} ${key}`);
  }
}

/** The register that holds records of people under a type, and where a row has the person's key; null for any other type. */
export function personalSource(type: RowClass): {
  readonly register: Register;
  readonly key: string;
  readonly statesId: boolean;
} | null {
  const declaration = getDeclaration(type);
  const { about, source } = declaration;
  if (about?.subject !== 'person' || !source) return null;
  return { register: source.database as Register, key: about.by[0] ?? '', statesId: statesPersonalId(declaration) };
}

const PERSONAL_ID = 'personal_id';

function statesPersonalId({ about }: TypeDeclaration): boolean {
  return about?.by.includes(PERSONAL_ID) ?? false;
}
