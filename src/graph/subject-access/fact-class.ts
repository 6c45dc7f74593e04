import { registerEnumType } from 'type-graphql';
import { allDeclarations, type Sensitivity } from '../../planning/declaration';

/** What kinds of facts there are, as the data dictionary has them. */
export const FactClass = {
  IDENTITY: 'identity',
  CONTACT: 'contact',
  FAMILY: 'family',
  EMPLOYMENT: 'employment',
  INCOME: 'income',
  CONTRIBUTION: 'contribution',
  HEALTH_CARD: 'health card',
  MEDICAL: 'medical',
  ADMINISTRATIVE: 'administrative',
  STATISTICAL: 'statistical',
} as const satisfies Readonly<Record<string, Sensitivity>>;
registerEnumType(FactClass, {
  name: 'FactClass',
  description: 'What kind of fact a field tells.',
  valuesConfig: {
    IDENTITY: { description: 'Who somebody is: names, birth, sex, identifiers, death.' },
    CONTACT: { description: 'Where somebody lives and how they are reached.' },
    FAMILY: { description: 'Whom somebody is related to.' },
    EMPLOYMENT: { description: 'For whom somebody works.' },
    INCOME: { description: 'What somebody earns and is taxed for.' },
    CONTRIBUTION: { description: 'What was paid into and out of social insurance.' },
    HEALTH_CARD: { description: 'Which health-insurance card somebody holds.' },
    MEDICAL: { description: 'Treatment and diagnoses.' },
    ADMINISTRATIVE: { description: 'How a record came about and in what state it is.' },
    STATISTICAL: { description: 'Figures about nobody in particular.' },
  },
});

const CLASSES: readonly Sensitivity[] = Object.values(FactClass);

let known: ReadonlyMap<string, Sensitivity> | undefined;

/** The classes of fields, by coordinate, in the order of the enum. What compares records' statements tells identities. */
export function classesOf(coordinates: readonly string[]): readonly Sensitivity[] {
  known ??= new Map(
    allDeclarations().flatMap(({ type, columns }) =>
      columns.map(({ field, is }): [string, Sensitivity] => [`${type.name}.${field}`, is]),
    ),
  );
  const found = new Set(coordinates.flatMap((coordinate) => known?.get(coordinate) ?? ofHandWritten(coordinate)));
  return CLASSES.filter((each) => found.has(each));
}

function ofHandWritten(coordinate: string): readonly Sensitivity[] {
  return coordinate === 'Person.statements' ? ['identity'] : [];
}
