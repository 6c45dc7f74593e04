import * as fc from 'fast-check';
import type { Access, ResolvedGrants, RowScope } from '../../../src/agreements/agreement';
import { MASKS, type Mask } from '../../../src/agreements/mask';
import { allConnections } from '../../../src/planning/connection';
import { allDeclarations, type ColumnDeclaration, edgesFrom } from '../../../src/planning/declaration';
import { allEntries } from '../../../src/planning/entry';
import { allUnitedEntries } from '../../../src/planning/united-entry';

/** What an agreement of chance grants, and of whom. */
export interface DrawnAgreement {
  readonly grants: ResolvedGrants;
  readonly rows: RowScope;
}

/** Values by which rows can be narrowed. */
export interface ScopeSamples {
  readonly provinces: readonly string[];
  readonly employers: readonly string[];
  readonly people: readonly string[];
  readonly groups: readonly string[];
}

/** Agreements of chance: each field with an access of its own, each edge and root now and then left out, rows narrowed by up to two dimensions. */
export function drawAgreement(samples: ScopeSamples): fc.Arbitrary<DrawnAgreement> {
  const columns = allDeclarations().flatMap((declaration) =>
    declaration.columns
      // What is sealed can only be compared where it was sealed; other tests open it.
      .filter(({ open }) => !open)
      .map((column) => accessTo(`${declaration.type.name}.${column.field}`, column)),
  );
  const edges = allDeclarations().flatMap(({ type }) => edgesFrom(type).map(({ id }) => sometimes(id, 9)));
  const roots = [...allEntries(), ...allUnitedEntries(), ...allConnections()].map(({ field }) =>
    sometimes(`Query.${field}`, 9),
  );
  const filters = allConnections().flatMap(({ of, filter }) =>
    Object.keys(filter).map((name) => sometimes(`${of().name}Filter.${name}`, 8)),
  );
  const grants = fc
    .tuple(...columns, ...edges, ...roots, ...filters)
    .map((drawn) => drawn.filter((grant): grant is readonly [string, Access] => grant !== null));
  return fc.record({ grants, rows: drawRows(samples) });
}

function accessTo(coordinate: string, column: ColumnDeclaration): fc.Arbitrary<readonly [string, Access] | null> {
  const isCode = typeof column.type === 'object' && column.type.constructor === Object;
  const masks = (Object.keys(MASKS) as Mask[]).filter((mask) => MASKS[mask].stored === column.stored && !isCode);
  const choices: fc.WeightedArbitrary<Access | null>[] = [
    { weight: 12, arbitrary: fc.constant('READ') },
    { weight: 2, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constant('VERIFY') },
    ...(masks.length > 0 ? [{ weight: 3, arbitrary: fc.constantFrom(...masks) }] : []),
  ];
  return fc.oneof(...choices).map((access) => (access === null ? null : [coordinate, access]));
}

function sometimes(coordinate: string, inTen: number): fc.Arbitrary<readonly [string, Access] | null> {
  return fc.integer({ min: 1, max: 10 }).map((drawn) => (drawn <= inTen ? [coordinate, 'READ'] : null));
}

function drawRows({ provinces, employers, people, groups }: ScopeSamples): fc.Arbitrary<RowScope> {
  const some = (values: readonly string[], most: number): fc.Arbitrary<readonly string[]> =>
    fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: most, size: 'max' });
  const everything: RowScope = { provinces: null, employers: null, people: null, groups: null };
  const byProvince = some(provinces, 12).map((chosen) => ({ ...everything, provinces: chosen }));
  const byEmployer = some(employers, 30).map((chosen) => ({ ...everything, employers: chosen }));
  const byPerson = some(people, 40).map((chosen) => ({ ...everything, people: chosen }));
  const byGroup = some(groups, 4).map((chosen) => ({ ...everything, groups: chosen }));
  const both = fc.tuple(byProvince, fc.oneof(byEmployer, byPerson, byGroup)).map(([{ provinces: chosen }, other]) => ({
    ...other,
    provinces: chosen,
  }));
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant(everything) },
    { weight: 5, arbitrary: byProvince },
    { weight: 1, arbitrary: byEmployer },
    { weight: 2, arbitrary: byPerson },
    { weight: 1, arbitrary: byGroup },
    { weight: 1, arbitrary: both },
  );
}
