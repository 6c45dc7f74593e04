import { declareCodes } from '../../planning/codes';
import { Column, EdgeToMany, EdgeToOne, RegisterType } from '../../planning/decorators';
import { DateScalar, TaxCodeScalar } from '../../values/scalars';
import { HeadCount } from './head-count';
import { Income } from './income';

export const TaxOrganisationKind = declareCodes('TaxOrganisationKind', 'What an organisation is to the tax register.', {
  STATE: ['STATE', 'A body of the state or a unit paid from its budget.'],
  ENTERPRISE: ['ENTERPRISE', 'An enterprise with domestic capital.'],
  FOREIGN: ['FOREIGN', 'An enterprise with foreign capital, or a foreign organisation.'],
  COOPERATIVE: ['COOPERATIVE', 'A cooperative.'],
  OTHER: ['OTHER', 'None of these.'],
});

export const TaxOrganisationStatus = declareCodes(
  'TaxOrganisationStatus',
  'The state of a tax code of an organisation.',
  {
    ACTIVE: ['A', 'In business.'],
    SUSPENDED: ['S', 'Business suspended for a time.'],
    CLOSED: ['C', 'Closed: the code is no longer in force.'],
  },
);

@RegisterType({
  register: 'tax',
  view: 'organisation',
  key: ['tax_code'],
  about: { subject: 'employer', by: ['tax_code'] },
  scope: { province: 'province_code', employer: 'tax_code' },
  hidden: {
    parent_tax_code: 'text',
    province_code: 'text',
    province_valid_from: 'date',
    commune_code: 'text',
    commune_valid_from: 'date',
  },
  description:
    'An organisation with a tax code: an enterprise, a state body, or a dependent unit of either. It withholds income tax from the people it pays and declares them to the tax administration.',
})
export class TaxOrganisation {
  @Column('tax_code', {
    type: TaxCodeScalar,
    nullable: false,
    is: 'administrative',
    description: 'Tax code, which is also the enterprise registration number; a dependent unit has the 13-digit form.',
  })
  taxCode!: string;

  @Column('name', {
    type: String,
    is: 'administrative',
    description: 'Name in the tax registration; it need not be spelled as in the insurance register.',
  })
  name!: string | null;

  @Column('kind', { type: TaxOrganisationKind, is: 'administrative', description: 'Form of ownership.' })
  kind!: string | null;

  @Column('status', {
    type: TaxOrganisationStatus,
    is: 'administrative',
    description: 'In business, suspended or closed, as the tax office sees it.',
  })
  status!: string | null;

  @Column('registered_on', {
    type: DateScalar,
    is: 'administrative',
    description: 'Day on which the tax code was issued.',
  })
  registeredOn!: string | null;

  @EdgeToOne(() => TaxOrganisation, {
    from: 'parent_tax_code',
    to: 'tax_code',
    description: 'The organisation of which this is a dependent unit; null for an independent one.',
  })
  parent!: TaxOrganisation | null;

  @EdgeToMany(() => TaxOrganisation, {
    from: 'tax_code',
    to: 'parent_tax_code',
    most: 100,
    typical: 0.1,
    description: 'The dependent units of this organisation, by tax code.',
  })
  branches!: TaxOrganisation[];

  @EdgeToMany(() => HeadCount, {
    on: 'tax_code',
    order: [['year', 'desc']],
    most: 10,
    typical: 3,
    description: 'How many people it declared to have paid, latest year first.',
  })
  headCounts!: HeadCount[];

  @EdgeToMany(() => Income, {
    from: 'tax_code',
    to: 'payer_tax_code',
    order: [['year', 'desc']],
    most: 500,
    typical: 70,
    description: 'What it paid to whom, latest year first and within a year by tax code of the person.',
  })
  incomesPaid!: Income[];
}
