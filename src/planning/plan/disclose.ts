import type { Register } from '../../values/databases';
import type { Disclosure } from '../view/disclosure';
import type { PagePart, Plan, Reading } from './plan';
import type { Results } from './results';

/** Takes down whose records an answer discloses: the rows that its steps have read and it shows. */
export function disclose(
  { subjects, root }: Plan,
  results: Results,
  pages: ReadonlyMap<Reading, PagePart>,
  disclosure: Disclosure,
): void {
  for (const { reading, key, isAnchor, person } of subjects) {
    const rows = results.rowsOf(reading);
    if ('error' in rows) continue;
    const register = reading.type.source?.database as Register;
    const shown = results.shownOf(reading, pages);
    if (shown === 0) continue;
    disclosure.rows += shown;
    const noted = disclosure.subjectsIn(register);
    for (let row = 0; row < shown; row += 1) {
      const of = String(rows.value(key, row));
      noted.add(of);
      if (isAnchor) disclosure.addPerson(register, of, person === null ? null : rows.value(person, row));
    }
  }
  root.forEach((field, rootIndex) => {
    if (field.kind !== 'united' || field.about !== 'person' || !results.isStated(field, rootIndex)) return;
    const input = results.input(rootIndex);
    const id = String(input.rows?.value(0, 0));
    disclosure.addPerson('population', id, id);
  });
}
