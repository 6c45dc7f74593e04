import { declareCodes } from '../../planning/codes';
import { Column, EdgeToOne, RegisterType } from '../../planning/decorators';
import { DateScalar } from '../../values/scalars';
import { Citizen } from './citizen';

export const ResidenceKind = declareCodes('ResidenceKind', 'The two forms of registered residence.', {
  PERMANENT: ['P', 'Permanent residence (thường trú); a person has at most one at a time.'],
  TEMPORARY: ['T', 'Temporary residence (tạm trú), beside the permanent one.'],
});

@RegisterType({
  register: 'population',
  view: 'residence',
  key: ['residence_id'],
  about: { subject: 'person', by: ['personal_id'] },
  scope: { person: 'personal_id' },
  hidden: {
    residence_id: 'bigint',
    personal_id: 'text',
    province_code: 'text',
    province_valid_from: 'date',
    commune_code: 'text',
    commune_valid_from: 'date',
  },
  description:
    'A period in which a citizen was registered as resident in a commune. Registration is not presence: many people live elsewhere than where they are registered.',
})
export class Residence {
  @Column('kind', {
    type: ResidenceKind,
    is: 'contact',
    identifies: false,
    description: 'Permanent or temporary registration.',
  })
  kind!: string | null;

  @Column('started_on', {
    type: DateScalar,
    is: 'contact',
    identifies: false,
    description: 'First day of the registration.',
  })
  startedOn!: string | null;

  @Column('ended_on', {
    type: DateScalar,
    is: 'contact',
    identifies: false,
    description: 'Last day of the registration; null while it lasts.',
  })
  endedOn!: string | null;

  @EdgeToOne(() => Citizen, { on: 'personal_id', description: 'The citizen who was registered there.' })
  citizen!: Citizen | null;
}
