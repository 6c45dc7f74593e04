import { Int } from 'type-graphql';
import { declareCodes } from '../../planning/codes';
import { Column, RegisterType } from '../../planning/decorators';
import { DateScalar, VndScalar } from '../../values/scalars';

export const OneTimeAllowanceReason = declareCodes(
  'OneTimeAllowanceReason',
  'The right on which a one-time allowance rests.',
  {
    ONE_YEAR: ['ONE_YEAR', 'A year out of social insurance with less than 20 years paid (Resolution 93/2015).'],
    EMIGRATION: ['EMIGRATION', 'The participant settled abroad.'],
    DISEASE: ['DISEASE', 'The participant has a serious disease.'],
    AGE: ['AGE', 'The participant reached retirement age without enough years for a pension.'],
  },
);

@RegisterType({
  register: 'insurance',
  view: 'one_time_allowance',
  key: ['allowance_id'],
  about: { subject: 'person', by: ['insurance_number'] },
  hidden: { allowance_id: 'bigint', insurance_number: 'text' },
  description:
    'A one-time social-insurance allowance (bảo hiểm xã hội một lần): contributions are paid back and the years they stood for no longer count towards a pension.',
})
export class OneTimeAllowance {
  @Column('reason', {
    type: OneTimeAllowanceReason,
    is: 'medical',
    description: 'Why it was granted. One of the reasons tells of a disease, so the field counts as medical.',
  })
  reason!: string | null;

  @Column('months_counted', {
    type: Int,
    is: 'contribution',
    description: 'Months of contribution that were paid back and ended with it.',
  })
  monthsCounted!: number | null;

  @Column('amount', {
    type: VndScalar,
    is: 'income',
    description:
      'The allowance in đồng: for each year 1.5 months of mean contribution salary for years before 2014 and 2 months for later ones.',
  })
  amount!: number | null;

  @Column('paid_on', { type: DateScalar, is: 'income', description: 'Day on which the allowance was paid out.' })
  paidOn!: string | null;
}
