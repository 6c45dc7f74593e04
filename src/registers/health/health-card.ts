import { Int } from 'type-graphql';
import { Column, EdgeToMany, EdgeToOne, RegisterType } from '../../planning/decorators';
import { DateScalar, HealthCardNumberScalar, InsuranceNumberScalar } from '../../values/scalars';
import { DatePrecision, Sex } from '../codes';
import { Claim } from './claim';
import { Facility } from './facility';

@RegisterType({
  register: 'health',
  view: 'card',
  key: ['card_number'],
  about: { subject: 'person', by: ['card_number', 'insurance_number', 'personal_id'] },
  scope: { province: 'residence_province_code', group: 'object_group', person: 'personal_id' },
  hidden: {
    name_key: 'text',
    residence_province_code: 'text',
    residence_province_valid_from: 'date',
    residence_commune_code: 'text',
    residence_commune_valid_from: 'date',
    issuing_province_code: 'text',
    issuing_province_valid_from: 'date',
    facility_code: 'text',
    version: 'bigint',
  },
  description:
    'A health-insurance card. The Law on Health Insurance (article 16) allows one card a person; two valid ones at once are a mistake, often left by a change of group.',
})
export class HealthCard {
  @Column('card_number', {
    type: HealthCardNumberScalar,
    nullable: false,
    is: 'health card',
    identifies: true,
    description: 'Full number of the card: group, benefit level, issuing province and social-insurance number.',
  })
  cardNumber!: string;

  @Column('insurance_number', {
    type: InsuranceNumberScalar,
    nullable: false,
    is: 'identity',
    identifies: true,
    description: "The holder's social-insurance number, as the last ten characters of the card number give it.",
  })
  insuranceNumber!: string;

  @Column('personal_id', {
    type: String,
    is: 'identity',
    identifies: true,
    description:
      'ID of the holder as stated when the card was issued, never checked on entry; null for many children. It may be an old card number or lack its first digit.',
  })
  personalId!: string | null;

  @Column('full_name', {
    type: String,
    is: 'identity',
    identifies: true,
    description: "Holder's name as printed on the card.",
  })
  fullName!: string | null;

  @Column('birth_date', {
    type: DateScalar,
    is: 'identity',
    identifies: false,
    description: "Holder's birth date as printed on the card; null if the card shows none.",
  })
  birthDate!: string | null;

  @Column('birth_date_precision', {
    type: DatePrecision,
    is: 'identity',
    identifies: false,
    description: 'Whether the card shows a full birth date or a year.',
  })
  birthDatePrecision!: string | null;

  @Column('sex', {
    type: Sex,
    is: 'identity',
    identifies: false,
    description: "Holder's sex as printed; null if left out.",
  })
  sex!: string | null;

  @Column('object_group', {
    type: String,
    is: 'health card',
    description:
      'Two letters that tell why the holder is insured, such as DN (employee of an enterprise), HN (poor household) or TE (child under 6), after Decision 1351/QĐ-BHXH; later decrees add more.',
  })
  objectGroup!: string | null;

  @Column('benefit_level', {
    type: Int,
    is: 'health card',
    description:
      'What the insurer pays, 1 to 5: 1 is 100 % without limits on drugs and supplies, 2 is 100 % with them, 3 is 95 %, 4 is 80 %, 5 is 100 % even outside the package (Decree 146/2018, article 14).',
  })
  benefitLevel!: number | null;

  @Column('valid_from', { type: DateScalar, is: 'health card', description: 'First day on which the card is valid.' })
  validFrom!: string | null;

  @Column('valid_to', {
    type: DateScalar,
    is: 'health card',
    description: 'Last day on which the card is valid, unless it is blocked before.',
  })
  validTo!: string | null;

  @Column('blocked_on', {
    type: DateScalar,
    is: 'health card',
    description:
      'Day on which the card was blocked, as at the death of its holder (Circular 30/2020, article 11) or a change of group; null if it was not.',
  })
  blockedOn!: string | null;

  @Column('recorded_on', {
    type: DateScalar,
    is: 'administrative',
    description: 'Day on which the health register last wrote the card.',
  })
  recordedOn!: string | null;

  @EdgeToOne(() => Facility, {
    on: 'facility_code',
    description: 'Where the holder is registered for first treatment; null if no facility was chosen.',
  })
  facility!: Facility | null;

  @EdgeToMany(() => Claim, {
    on: 'card_number',
    order: [['admitted_on', 'desc']],
    most: 100,
    typical: 0.3,
    description: 'Treatments charged to this card, the latest admission first.',
  })
  claims!: Claim[];
}
