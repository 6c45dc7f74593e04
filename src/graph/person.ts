import { Column, edgeToMany, edgeToOne, UnitedType } from '../planning/decorators';
import { declareUnitedEntry } from '../planning/united-entry';
import { HealthCard } from '../registers/health/health-card';
import { Participant } from '../registers/insurance/participant';
import { Citizen } from '../registers/population/citizen';
import { SupersededId } from '../registers/population/superseded-id';
import { Taxpayer } from '../registers/tax/taxpayer';
import { parsePersonalId } from '../values/personal-id';
import { PersonalIdScalar } from '../values/scalars';

@UnitedType({
  key: 'personal_id',
  subject: 'person',
  accepts: isPersonalId,
  description:
    'One personal ID as the four registers state it today. A register that holds the ID twice shows both records: such doubles are what ID-updating campaigns mend.',
})
export class Person {
  @Column('personal_id', {
    type: PersonalIdScalar,
    nullable: false,
    is: 'identity',
    identifies: true,
    description: 'The personal ID that unites the records below.',
  })
  personalId!: string;
}

edgeToOne(Person, 'citizen', () => Citizen, {
  on: 'personal_id',
  description: 'The entry in the population register; null when it knows no such ID.',
});
edgeToOne(Person, 'supersededBy', () => SupersededId, {
  from: 'personal_id',
  to: 'superseded_id',
  description: 'Set when the population register has replaced this ID by another.',
});
edgeToMany(Person, 'participants', () => Participant, {
  on: 'personal_id',
  most: 50,
  typical: 1,
  description: 'The records of the insurance register that state this ID, by insurance number.',
});
edgeToMany(Person, 'taxpayers', () => Taxpayer, {
  on: 'personal_id',
  order: [['status', 'asc']],
  most: 50,
  typical: 1,
  description: 'The records of the tax register that state this ID, active ones first.',
});
edgeToMany(Person, 'healthCards', () => HealthCard, {
  on: 'personal_id',
  order: [['valid_from', 'desc']],
  most: 50,
  typical: 1,
  description: 'The cards of the health register that state this ID, the newest first.',
});

export const PersonEntry = declareUnitedEntry({
  field: 'person',
  of: () => Person,
  argument: { name: 'personalId', type: PersonalIdScalar, description: 'The 12-digit personal ID.' },
  description: 'What the registers state about one personal ID; null when none of them states it.',
});

/** For the edges that lead to a person from what a register states. */
function isPersonalId(text: string): boolean {
  try {
    parsePersonalId(text);
    return true;
  } catch {
    return false;
  }
}
