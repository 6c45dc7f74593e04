import { declareCodes } from '../../planning/codes';
import { Column, EdgeToMany, EdgeToOne, RegisterType } from '../../planning/decorators';
import { DateScalar, TaxCodeScalar } from '../../values/scalars';
import { Sex } from '../codes';
import { Income } from './income';

export const TaxpayerStatus = declareCodes('TaxpayerStatus', "The state of a person's tax code.", {
  ACTIVE: ['A', 'In force.'],
  MERGED: ['M', 'Merged into another code of the same person.'],
  CLOSED: ['C', 'Closed, for example after a death.'],
});

@RegisterType({
  register: 'tax',
  view: 'taxpayer',
  key: ['tax_code'],
  about: { subject: 'person', by: ['tax_code', 'personal_id', 'merged_into'] },
  scope: { province: 'residence_province_code', person: 'personal_id' },
  hidden: {
    name_key: 'text',
    merged_into: 'text',
    residence_province_code: 'text',
    residence_province_valid_from: 'date',
    residence_commune_code: 'text',
    residence_commune_valid_from: 'date',
  },
  description:
    'A person in the tax register, under a personal tax code. One person may hold several codes until they are merged; since 1 July 2025 the personal ID takes the place of the code.',
})
export class Taxpayer {
  @Column('tax_code', {
    type: TaxCodeScalar,
    nullable: false,
    is: 'identity',
    identifies: true,
    description: 'Ten-digit personal tax code, issued once to a person by the tax office or through an employer.',
  })
  taxCode!: string;

  @Column('personal_id', {
    type: String,
    is: 'identity',
    identifies: true,
    description:
      'Twelve-digit ID as the person or the payer stated it to the tax office, not checked; null when only an old card or nothing was given.',
  })
  personalId!: string | null;

  @Column('id_card_number', {
    type: String,
    is: 'identity',
    identifies: true,
    description:
      'Number of the paper shown at registration, of 9 or 12 digits, as it was typed; null if none is on file.',
  })
  idCardNumber!: string | null;

  @Column('full_name', {
    type: String,
    is: 'identity',
    identifies: true,
    description: 'Name in the tax registration, sometimes in capitals without diacritics or with the given name first.',
  })
  fullName!: string | null;

  @Column('birth_date', {
    type: DateScalar,
    is: 'identity',
    identifies: false,
    description:
      'Birth date in the tax registration; null if it was not asked for. 1 January may stand for a year alone.',
  })
  birthDate!: string | null;

  @Column('sex', {
    type: Sex,
    is: 'identity',
    identifies: false,
    description: 'Sex in the tax registration; null if unknown.',
  })
  sex!: string | null;

  @Column('status', {
    type: TaxpayerStatus,
    is: 'administrative',
    description: 'Whether the code is in force, merged into another or closed.',
  })
  status!: string | null;

  @Column('registered_on', {
    type: DateScalar,
    is: 'administrative',
    description: 'Day on which the person was given this tax code.',
  })
  registeredOn!: string | null;

  @Column('recorded_on', {
    type: DateScalar,
    is: 'administrative',
    description: 'Day on which the tax office last changed the registration.',
  })
  recordedOn!: string | null;

  @EdgeToOne(() => Taxpayer, {
    from: 'merged_into',
    to: 'tax_code',
    description: 'The code of the same person that replaced this one; null unless it was merged.',
  })
  mergedInto!: Taxpayer | null;

  @EdgeToMany(() => Taxpayer, {
    from: 'tax_code',
    to: 'merged_into',
    most: 10,
    typical: 0.1,
    description: 'Earlier codes of the same person that were merged into this one, by code.',
  })
  mergedFrom!: Taxpayer[];

  @EdgeToMany(() => Income, {
    on: 'tax_code',
    order: [
      ['year', 'desc'],
      ['payer_tax_code', 'asc'],
    ],
    most: 100,
    typical: 3,
    description: 'Yearly incomes, latest year first and within a year by tax code of the payer.',
  })
  incomes!: Income[];
}
