import { isInputObjectType, isObjectType } from 'graphql';
import { graphSchema } from '../../../src/server/graph-schema';
import { deriveSchema } from '../../../src/planning/view/derive-schema';
import { resolveGrants, toViewRules } from '../../../src/planning/view/grants';

const rows = { provinces: ['01'], employers: null, people: null, groups: null };

/** The view of what some coordinates grant, with rows that are narrowed. */
function viewOf(...fields: readonly string[]): ReturnType<typeof deriveSchema> {
  const grants = resolveGrants(graphSchema(), { grants: [{ access: 'READ', fields, classes: [], of: null }], rows });
  return deriveSchema(graphSchema(), toViewRules(grants, rows));
}

function namesOf(type: unknown): readonly string[] {
  return isObjectType(type) || isInputObjectType(type) ? Object.keys(type.getFields()) : [];
}

test('a view has the mutations that it grants, each with all fields of its input and its payload', () => {
  const view = viewOf('Query.provinces', 'Province.code', 'Mutation.suspendAgreement');
  expect(namesOf(view.getMutationType())).toEqual(['suspendAgreement']);
  const whole = graphSchema();
  for (const name of ['SuspendAgreementInput', 'SuspendAgreementPayload', 'AgreementVersion', 'AgreementFault']) {
    expect(namesOf(view.getType(name)).length).toBeGreaterThan(0);
    expect(namesOf(view.getType(name))).toEqual(namesOf(whole.getType(name)));
  }
  expect(view.getType('ActivateAgreementInput')).toBeUndefined();
  expect(view.getType('ResumeAgreementPayload')).toBeUndefined();
});

test('a view that grants no mutation has no root of mutations', () => {
  const view = viewOf('Query.provinces', 'Province.code');
  expect(view.getMutationType() ?? null).toBeNull();
  expect(Object.keys(view.getTypeMap()).filter((name) => /Agreement|Mutation/.test(name))).toEqual([]);
});

test('a view that grants a mutation alone still has a root of queries, of which nothing can be asked', () => {
  const view = viewOf('Mutation.suspendAgreement');
  expect(namesOf(view.getQueryType())).toEqual(['nothing']);
  expect(namesOf(view.getMutationType())).toEqual(['suspendAgreement']);
});
