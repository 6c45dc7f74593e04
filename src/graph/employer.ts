import { Column, edgeToMany, edgeToOne, UnitedType } from '../planning/decorators';
import { declareUnitedEntry } from '../planning/united-entry';
import { EmployerUnit } from '../registers/insurance/employer-unit';
import { TaxOrganisation } from '../registers/tax/tax-organisation';
import { TaxCodeScalar } from '../values/scalars';

@UnitedType({
  key: 'tax_code',
  subject: 'employer',
  accepts: (taxCode) => taxCode !== '',
  description:
    'One tax code as the insurance and the tax register state it: the units that insure people and the organisation that pays them.',
})
export class Employer {
  @Column('tax_code', {
    type: TaxCodeScalar,
    nullable: false,
    is: 'administrative',
    description: 'The tax code that unites the records below.',
  })
  taxCode!: string;
}

edgeToOne(Employer, 'organisation', () => TaxOrganisation, {
  on: 'tax_code',
  description: 'The paying organisation in the tax register; null when it knows no such code.',
});
edgeToMany(Employer, 'units', () => EmployerUnit, {
  on: 'tax_code',
  most: 100,
  typical: 1,
  description: 'The units of the insurance register that state this tax code; a company may have one in each province.',
});

export const EmployerEntry = declareUnitedEntry({
  field: 'employer',
  of: () => Employer,
  argument: { name: 'taxCode', type: TaxCodeScalar, description: 'The tax code, 10 digits or 13 with a dash.' },
  description: 'An employer by its tax code, from the insurance and the tax register; null when neither states it.',
});
