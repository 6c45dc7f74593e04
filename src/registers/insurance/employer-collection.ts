import { Column, RegisterType } from '../../planning/decorators';
import { DateScalar, MonthScalar, VndScalar } from '../../values/scalars';
import { Scheme } from './scheme';

@RegisterType({
  register: 'insurance',
  view: 'employer_collection',
  key: ['unit_id', 'month', 'scheme'],
  about: { subject: 'employer', by: ['unit_id'] },
  hidden: { unit_id: 'bigint' },
  description: "What an employer's unit was to pay for all its people in one month and scheme, and what came in.",
})
export class EmployerCollection {
  @Column('month', {
    type: MonthScalar,
    nullable: false,
    is: 'contribution',
    description: 'The month of work to which the money belongs.',
  })
  month!: string;

  @Column('scheme', {
    type: Scheme,
    is: 'contribution',
    description: 'The scheme that is paid: compulsory social, unemployment or health insurance.',
  })
  scheme!: string | null;

  @Column('due_amount', {
    type: VndScalar,
    is: 'contribution',
    description: 'Contributions due for the month in đồng, without interest.',
  })
  dueAmount!: number | null;

  @Column('paid_amount', {
    type: VndScalar,
    is: 'contribution',
    description: 'Contributions received for the month in đồng; what is missing from the amount due is debt.',
  })
  paidAmount!: number | null;

  @Column('interest_amount', {
    type: VndScalar,
    is: 'contribution',
    description:
      'Interest for late payment in đồng, 0 without delay; since July 2025 it is 0.03 % a day on social and unemployment insurance.',
  })
  interestAmount!: number | null;

  @Column('due_on', { type: DateScalar, is: 'contribution', description: 'The day by which the unit had to pay.' })
  dueOn!: string | null;

  @Column('paid_on', {
    type: DateScalar,
    is: 'contribution',
    description: 'The day on which the unit last paid for the month; null if it has paid nothing.',
  })
  paidOn!: string | null;
}
