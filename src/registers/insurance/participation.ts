import { Column, EdgeToOne, RegisterType } from '../../planning/decorators';
import { DateScalar, VndScalar } from '../../values/scalars';
import { EmployerUnit } from './employer-unit';
import { Participant } from './participant';
import { Scheme } from './scheme';

@RegisterType({
  register: 'insurance',
  view: 'participation',
  key: ['participation_id'],
  about: { subject: 'person', by: ['insurance_number'] },
  hidden: { participation_id: 'bigint', insurance_number: 'text', employer_unit_id: 'bigint' },
  description:
    'A period in which a participant was in one scheme on unchanged terms. An employee is in several schemes at once, with one period for each.',
})
export class Participation {
  @Column('scheme', { type: Scheme, is: 'employment', description: 'The scheme of this period.' })
  scheme!: string | null;

  @Column('salary', {
    type: VndScalar,
    is: 'income',
    description:
      'Monthly salary, or for voluntary insurance the chosen income, on which contributions are reckoned, in đồng; null where the scheme reckons without one.',
  })
  salary!: number | null;

  @Column('started_on', { type: DateScalar, is: 'employment', description: 'First day of the period.' })
  startedOn!: string | null;

  @Column('ended_on', {
    type: DateScalar,
    is: 'employment',
    description: 'Last day of the period; null while it runs.',
  })
  endedOn!: string | null;

  @EdgeToOne(() => EmployerUnit, {
    from: 'employer_unit_id',
    to: 'unit_id',
    description: 'The unit that insured the participant in this period; null without an employer.',
  })
  employer!: EmployerUnit | null;

  @EdgeToOne(() => Participant, { on: 'insurance_number', description: 'Whose period it is.' })
  participant!: Participant | null;
}
