import { Int } from 'type-graphql';
import { Column, EdgeToOne, RegisterType } from '../../planning/decorators';
import { VndScalar } from '../../values/scalars';
import { TaxOrganisation } from './tax-organisation';
import { Taxpayer } from './taxpayer';

@RegisterType({
  register: 'tax',
  view: 'income',
  key: ['tax_code', 'year', 'payer_tax_code'],
  about: { subject: 'person', by: ['tax_code'] },
  scope: { employer: 'payer_tax_code' },
  hidden: { tax_code: 'text', payer_tax_code: 'text' },
  description:
    "What one organisation paid one person in wages over one year, from the payer's yearly declaration of income tax.",
})
export class Income {
  @Column('year', { type: Int, nullable: false, is: 'income', description: 'Calendar year of the payment.' })
  year!: number;

  @Column('months', {
    type: Int,
    is: 'employment',
    description: 'In how many months of the year the person was paid, 1 to 12.',
  })
  months!: number | null;

  @Column('gross_income', {
    type: VndScalar,
    is: 'income',
    description: 'Taxable pay of the year before tax and insurance are taken off, in đồng.',
  })
  grossIncome!: number | null;

  @Column('tax_withheld', {
    type: VndScalar,
    is: 'income',
    description: 'Personal income tax that the payer kept back, in đồng; 0 below the threshold.',
  })
  taxWithheld!: number | null;

  @EdgeToOne(() => TaxOrganisation, {
    from: 'payer_tax_code',
    to: 'tax_code',
    description: 'The organisation that paid.',
  })
  payer!: TaxOrganisation | null;

  @EdgeToOne(() => Taxpayer, { on: 'tax_code', description: 'The person who was paid.' })
  taxpayer!: Taxpayer | null;
}
