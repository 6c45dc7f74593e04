import { Column, EdgeToOne, RegisterType } from '../../planning/decorators';
import { DateScalar } from '../../values/scalars';
import { Citizen } from './citizen';

@RegisterType({
  register: 'population',
  view: 'death',
  key: ['personal_id'],
  about: { subject: 'person', by: ['personal_id'] },
  scope: { person: 'personal_id' },
  hidden: { personal_id: 'text' },
  description: 'The death of a citizen, as entered in the civil register of the commune.',
})
export class Death {
  @Column('died_on', { type: DateScalar, is: 'identity', identifies: false, description: 'Day of death.' })
  diedOn!: string | null;

  @Column('registered_on', {
    type: DateScalar,
    is: 'administrative',
    description: 'Day on which the death was registered, often weeks or months after it.',
  })
  registeredOn!: string | null;

  @Column('certificate_number', {
    type: String,
    is: 'identity',
    identifies: true,
    description: 'Number of the death certificate, which belongs to this one death.',
  })
  certificateNumber!: string | null;

  @EdgeToOne(() => Citizen, { on: 'personal_id', description: 'The citizen who died.' })
  citizen!: Citizen | null;
}
