import { declareCodes } from '../../planning/codes';
import { Column, EdgeToMany, RegisterType } from '../../planning/decorators';
import { DateScalar } from '../../values/scalars';
import { EmployerCollection } from './employer-collection';
import { Inspection } from './inspection';
import { Participant } from './participant';
import { Participation } from './participation';

export const EmployerUnitKind = declareCodes('EmployerUnitKind', 'What an employer is to the insurance register.', {
  STATE: ['STATE', 'A state body, public unit or political organisation, paid from the budget.'],
  ENTERPRISE: ['ENTERPRISE', 'A domestic enterprise.'],
  FOREIGN: ['FOREIGN', 'An enterprise with foreign capital, or a foreign or international organisation.'],
  COOPERATIVE: ['COOPERATIVE', 'A cooperative or union of cooperatives.'],
  OTHER: ['OTHER', 'Any other employer, such as a household business.'],
});

export const EmployerUnitStatus = declareCodes('EmployerUnitStatus', 'Whether a unit insures people at present.', {
  ACTIVE: ['A', 'It declares and pays contributions.'],
  SUSPENDED: ['S', 'It has suspended its business and pays nothing for the time being.'],
  DISSOLVED: ['D', 'It has been dissolved; debts it left are hard to collect.'],
});

@RegisterType({
  register: 'insurance',
  view: 'employer_unit',
  key: ['unit_id'],
  about: { subject: 'employer', by: ['unit_id', 'tax_code'] },
  scope: { province: 'province_code', employer: 'tax_code' },
  hidden: {
    unit_id: 'bigint',
    province_code: 'text',
    province_valid_from: 'date',
    commune_code: 'text',
    commune_valid_from: 'date',
  },
  description:
    'A unit through which an employer insures its people with the social-insurance office of one province. One employer may have several units.',
})
export class EmployerUnit {
  @Column('unit_code', {
    type: String,
    nullable: false,
    is: 'administrative',
    description: 'Code of the unit: two letters, four digits, a letter. Unique within its province only.',
  })
  unitCode!: string;

  @Column('tax_code', {
    type: String,
    is: 'administrative',
    description:
      'Tax code as the employer stated it, unchecked: often null, and often that of the parent organisation. Hence text and not a TaxCode.',
  })
  taxCode!: string | null;

  @Column('name', {
    type: String,
    is: 'administrative',
    description: 'Name under which the employer registered with the social-insurance office.',
  })
  name!: string | null;

  @Column('kind', { type: EmployerUnitKind, is: 'administrative', description: 'Sector to which the unit belongs.' })
  kind!: string | null;

  @Column('status', {
    type: EmployerUnitStatus,
    is: 'administrative',
    description: 'Active, suspended or dissolved, as the social-insurance office sees it.',
  })
  status!: string | null;

  @Column('registered_on', {
    type: DateScalar,
    is: 'administrative',
    description: 'Day on which the unit was first registered for social insurance.',
  })
  registeredOn!: string | null;

  @EdgeToMany(() => Participant, {
    from: 'unit_id',
    to: 'employer_unit_id',
    most: 500,
    typical: 21,
    description: 'The people whom the unit insures today, by insurance number.',
  })
  participants!: Participant[];

  @EdgeToMany(() => Participation, {
    from: 'unit_id',
    to: 'employer_unit_id',
    order: [['started_on', 'desc']],
    most: 500,
    typical: 130,
    description: 'Periods of insurance through this unit, ended ones too, the latest to start first.',
  })
  participations!: Participation[];

  @EdgeToMany(() => EmployerCollection, {
    on: 'unit_id',
    order: [['month', 'desc']],
    most: 120,
    first: 12,
    typical: 70,
    description: 'What the unit owed and paid, by scheme, newest month first.',
  })
  collections!: EmployerCollection[];

  @EdgeToMany(() => Inspection, {
    on: 'unit_id',
    order: [['inspected_on', 'desc']],
    most: 50,
    typical: 0.1,
    description: 'Inspections of the unit, the last one first.',
  })
  inspections!: Inspection[];
}
