import { Int } from 'type-graphql';
import { Column, RegisterType } from '../../planning/decorators';
import { VndScalar } from '../../values/scalars';

@RegisterType({
  register: 'tax',
  view: 'head_count',
  key: ['tax_code', 'year'],
  about: { subject: 'employer', by: ['tax_code'] },
  hidden: { tax_code: 'text' },
  description:
    'The number of people and the sum of wages that an organisation itself declared for a year, to be held against the people it insures.',
})
export class HeadCount {
  @Column('year', {
    type: Int,
    nullable: false,
    is: 'administrative',
    description: 'Calendar year of the declaration.',
  })
  year!: number;

  @Column('people_paid', {
    type: Int,
    is: 'administrative',
    description: 'How many different people were paid wages at any time of the year.',
  })
  peoplePaid!: number | null;

  @Column('wage_fund', {
    type: VndScalar,
    is: 'administrative',
    description: 'All wages of the year together, before deductions, in đồng.',
  })
  wageFund!: number | null;
}
