import { Int } from 'type-graphql';
import { declareCodes } from '../../planning/codes';
import { Column, RegisterType } from '../../planning/decorators';
import { DateScalar, VndScalar } from '../../values/scalars';

export const SupportProgramme = declareCodes('SupportProgramme', 'A programme that pays support to participants.', {
  RESOLUTION_116: [
    'NQ116',
    'Resolution 116/NQ-CP of 24 September 2021: one payment out of the surplus of the unemployment fund to those hit by COVID-19.',
  ],
});

@RegisterType({
  register: 'insurance',
  view: 'support_payment',
  key: ['payment_id'],
  about: { subject: 'person', by: ['insurance_number'] },
  hidden: { payment_id: 'bigint', insurance_number: 'text' },
  description: 'Support that a participant was paid under a programme of the government.',
})
export class SupportPayment {
  @Column('programme', { type: SupportProgramme, is: 'income', description: 'The programme that paid.' })
  programme!: string | null;

  @Column('unused_months', {
    type: Int,
    is: 'contribution',
    description:
      'Months of unemployment insurance that had not yet been used for a benefit; the amount rises with them in steps.',
  })
  unusedMonths!: number | null;

  @Column('amount', {
    type: VndScalar,
    is: 'income',
    description: 'What was paid, in đồng; Resolution 116 allows 1,800,000 to 3,300,000.',
  })
  amount!: number | null;

  @Column('paid_on', { type: DateScalar, is: 'income', description: 'Day on which the support was paid out.' })
  paidOn!: string | null;
}
