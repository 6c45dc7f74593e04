import type { EdgeDeclaration } from '../declaration';
import { personalSource } from '../view/disclosure';
import { isSameSubject } from '../view/scope';
import type { Compilation } from './compilation';
import type { Reading } from './plan';
import { askColumn } from './reading';

/** From which rows a reading was reached, and by which edge. */
interface Origin {
  readonly source: Reading;
  readonly edge: EdgeDeclaration;
}

/**
 * Notes, where a view is recorded, that a reading's rows are records of people, and asks for the columns that tell whose.
 * Rows that were reached from a record of the same person in the same register are on record with it.
 */
export function noteSubjects({ rules, subjects }: Compilation, reading: Reading, origin: Origin | null): void {
  const source = rules.isRecorded ? personalSource(reading.type.type) : null;
  if (!source) return;
  const isAnchor = !origin || !isSameSubject(origin.edge);
  if (!isAnchor && isOnRecordWith(origin.source, reading)) return;
  const key = askColumn(reading, source.key);
  const person = isAnchor && source.statesId ? askColumn(reading, 'personal_id') : null;
  subjects.push({ reading, key, isAnchor, person });
}

function isOnRecordWith({ type: source }: Reading, { type }: Reading): boolean {
  return source.source?.database === type.source?.database && source.about?.by[0] === type.about?.by[0];
}
