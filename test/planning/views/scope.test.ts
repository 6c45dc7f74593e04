import { graphSchema } from '../../../src/server/graph-schema';
import { allDeclarations, edgesFrom, getDeclaration } from '../../../src/planning/declaration';
import { isSameSubject } from '../../../src/planning/view/scope';

graphSchema();

const isAbout = (about: { readonly subject: string } | null): boolean => about !== null;

test('row scope is applied again at these edges, which lead to other people or employers, and at no other', () => {
  const toOthers = allDeclarations().flatMap(({ type }) =>
    edgesFrom(type)
      .filter((edge) => isAbout(getDeclaration(edge.target()).about) && !isSameSubject(edge))
      .map(({ id }) => id),
  );
  expect(toOthers.sort()).toEqual([
    'Contribution.employer',
    'EmployerUnit.participants',
    'EmployerUnit.participations',
    'Income.payer',
    'Participant.employer',
    'Participation.employer',
    'TaxOrganisation.branches',
    'TaxOrganisation.incomesPaid',
    'TaxOrganisation.parent',
  ]);
});

test('whom a record is about is told by columns that the type has, and so is where it is in scope', () => {
  for (const { type, about, scope, columns, hidden } of allDeclarations()) {
    const own = new Set([...columns.map(({ column }) => column), ...Object.keys(hidden)]);
    for (const column of [...(about?.by ?? []), ...Object.values(scope)]) {
      expect([type.name, column, own.has(column)]).toEqual([type.name, column, true]);
    }
  }
});
