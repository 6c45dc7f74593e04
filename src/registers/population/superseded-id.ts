import { declareCodes } from '../../planning/codes';
import { Column, EdgeToOne, RegisterType } from '../../planning/decorators';
import { DateScalar, PersonalIdScalar } from '../../values/scalars';
import { Citizen } from './citizen';

export const SupersedingReason = declareCodes('SupersedingReason', 'Why a personal ID was replaced by another.', {
  SEX: ['SEX', 'The sex in civil status was corrected or changed, and the fourth digit depends on it.'],
  BIRTH: ['BIRTH', 'The birth year was corrected, and the fourth to sixth digit depend on it.'],
  DUPLICATE: ['DUPLICATE', 'The person had been given two numbers, of which this one was withdrawn.'],
  ERROR: ['ERROR', 'The number had been issued with a mistake.'],
});

@RegisterType({
  register: 'population',
  view: 'superseded_id',
  key: ['superseded_id'],
  about: { subject: 'person', by: ['personal_id', 'superseded_id'] },
  scope: { person: 'personal_id' },
  hidden: { personal_id: 'text' },
  description:
    'A personal identification number that is no longer valid because its owner has another one today. Registers that copied it earlier still point to it.',
})
export class SupersededId {
  @Column('superseded_id', {
    type: PersonalIdScalar,
    nullable: false,
    is: 'identity',
    identifies: true,
    description: 'The number that ended; it is never given to anybody else.',
  })
  supersededId!: string;

  @Column('superseded_on', {
    type: DateScalar,
    is: 'administrative',
    description: 'First day on which the new number was valid in its place.',
  })
  supersededOn!: string | null;

  @Column('reason', {
    type: SupersedingReason,
    is: 'identity',
    identifies: false,
    description: 'What made a new number necessary.',
  })
  reason!: string | null;

  @EdgeToOne(() => Citizen, { on: 'personal_id', description: 'The same person under the number that is valid now.' })
  citizen!: Citizen | null;
}
