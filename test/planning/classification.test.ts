import { isObjectType } from 'graphql';
import { graphSchema } from '../../src/server/graph-schema';
import {
  allDeclarations,
  classificationOf,
  edgesFrom,
  type Sensitivity,
  type TypeDeclaration,
} from '../../src/planning/declaration';

const CLASSES: readonly Sensitivity[] = [
  ...(['identity', 'contact', 'family', 'employment', 'income', 'contribution'] as const),
  ...(['health card', 'medical', 'administrative', 'statistical'] as const),
];

/** Every field of a type of a register as the schema has it, with what its declaration says of it. */
function walk(): readonly { coordinate: string; declaration: TypeDeclaration; field: string }[] {
  const schema = graphSchema();
  return allDeclarations().flatMap((declaration) => {
    const type = schema.getType(declaration.type.name);
    if (!isObjectType(type)) return [];
    return Object.keys(type.getFields()).map((field) => ({ coordinate: `${type.name}.${field}`, declaration, field }));
  });
}

test('every field of a register says what kind of fact it is and whether it identifies, or leads to fields that do', () => {
  const fields = walk();
  expect(fields.length).toBeGreaterThan(150);
  const silent = fields.filter(({ declaration, field }) => {
    const classification = classificationOf(declaration, field);
    if (!classification) return !edgesFrom(declaration.type).some((edge) => edge.field === field);
    return !CLASSES.includes(classification.is) || typeof classification.identifies !== 'boolean';
  });
  expect(silent.map(({ coordinate }) => coordinate)).toEqual([]);
});

test('the fields that tell who somebody is are these, and of no other class than identity and health card', () => {
  const identifying = walk().filter(({ declaration, field }) => classificationOf(declaration, field)?.identifies);
  expect(identifying.map(({ coordinate }) => coordinate).sort()).toEqual([
    'Citizen.fullName',
    'Citizen.personalId',
    'Death.certificateNumber',
    'HealthCard.cardNumber',
    'HealthCard.fullName',
    'HealthCard.insuranceNumber',
    'HealthCard.personalId',
    'LegacyIdCard.cardNumber',
    'Participant.fullName',
    'Participant.insuranceNumber',
    'Participant.personalId',
    'Person.personalId',
    'Person.statements',
    'SupersededId.supersededId',
    'Taxpayer.fullName',
    'Taxpayer.idCardNumber',
    'Taxpayer.personalId',
    'Taxpayer.taxCode',
  ]);
  const classes = identifying.map(({ declaration, field }) => classificationOf(declaration, field)?.is);
  expect(new Set(classes)).toEqual(new Set(['identity', 'health card']));
});
