import { Column, EdgeToMany, EdgeToOne, RegisterType } from '../../planning/decorators';
import { DateScalar, InsuranceNumberScalar } from '../../values/scalars';
import { DatePrecision, Sex } from '../codes';
import { Contribution } from './contribution';
import { EmployerUnit } from './employer-unit';
import { OneTimeAllowance } from './one-time-allowance';
import { Participation } from './participation';
import { SupportPayment } from './support-payment';
import { VssIdAccount } from './vssid-account';

@RegisterType({
  register: 'insurance',
  view: 'participant',
  key: ['insurance_number'],
  about: { subject: 'person', by: ['insurance_number', 'personal_id'] },
  scope: { province: 'province_code', employer: 'employer_tax_code', person: 'personal_id' },
  hidden: {
    name_key: 'text',
    province_code: 'text',
    province_valid_from: 'date',
    residence_province_code: 'text',
    residence_province_valid_from: 'date',
    residence_commune_code: 'text',
    residence_commune_valid_from: 'date',
    employer_unit_id: 'bigint',
    employer_tax_code: 'text',
    in_compulsory_si: 'boolean',
    in_voluntary_si: 'boolean',
    in_unemployment_insurance: 'boolean',
    in_health_insurance: 'boolean',
    version: 'bigint',
  },
  description:
    'Somebody who takes part, or took part, in a scheme of Viet Nam Social Security, under one social-insurance number. A person who worked in two provinces may by mistake have two numbers, and is then two participants.',
})
export class Participant {
  @Column('insurance_number', {
    type: InsuranceNumberScalar,
    nullable: false,
    is: 'identity',
    identifies: true,
    description:
      'Social-insurance number, meant to be one for life; the last ten characters of a health card repeat it.',
  })
  insuranceNumber!: string;

  @Column('personal_id', {
    type: String,
    is: 'identity',
    identifies: true,
    description:
      "Personal ID as the participant or the employer stated it, unchecked: null when none was given, and sometimes an old nine-digit card number, mistyped, short of a zero or another person's. Hence text and not a PersonalId.",
  })
  personalId!: string | null;

  @Column('full_name', {
    type: String,
    is: 'identity',
    identifies: true,
    description:
      'Name as the participant or employer filed it; tone marks, spelling or middle names may differ from the papers.',
  })
  fullName!: string | null;

  @Column('birth_date', {
    type: DateScalar,
    is: 'identity',
    identifies: false,
    description: 'Birth date as filed; null when none was. Day and month are sometimes swapped.',
  })
  birthDate!: string | null;

  @Column('birth_date_precision', {
    type: DatePrecision,
    is: 'identity',
    identifies: false,
    description: 'How exactly the birth date was filed.',
  })
  birthDatePrecision!: string | null;

  @Column('sex', {
    type: Sex,
    is: 'identity',
    identifies: false,
    description: 'Sex as filed; null when the form left it open.',
  })
  sex!: string | null;

  @Column('verified_on', {
    type: DateScalar,
    is: 'administrative',
    description:
      'Day on which the record was checked against the population register and agreed; null while it has not.',
  })
  verifiedOn!: string | null;

  @Column('first_registered_on', {
    type: DateScalar,
    is: 'contribution',
    description:
      'Day on which the number was issued. Who joined before 1 July 2025 keeps the older right to a one-time allowance.',
  })
  firstRegisteredOn!: string | null;

  @Column('recorded_on', {
    type: DateScalar,
    is: 'administrative',
    description: 'Day on which the insurance register last wrote these particulars.',
  })
  recordedOn!: string | null;

  @EdgeToOne(() => EmployerUnit, {
    from: 'employer_unit_id',
    to: 'unit_id',
    description:
      'The unit that insures the participant today; null for those who pay for themselves or are paid for by the state.',
  })
  employer!: EmployerUnit | null;

  @EdgeToMany(() => Participation, {
    on: 'insurance_number',
    order: [['started_on', 'desc']],
    most: 100,
    typical: 2,
    description: 'Periods in the schemes, the latest to start first.',
  })
  participations!: Participation[];

  @EdgeToMany(() => Contribution, {
    on: 'insurance_number',
    order: [['month', 'desc']],
    most: 120,
    first: 12,
    typical: 20,
    description: 'Monthly contributions, newest month first.',
  })
  contributions!: Contribution[];

  @EdgeToMany(() => SupportPayment, {
    on: 'insurance_number',
    order: [['paid_on', 'desc']],
    most: 20,
    typical: 0.1,
    description: 'Support the participant was paid out of the unemployment fund, the last payment first.',
  })
  supportPayments!: SupportPayment[];

  @EdgeToMany(() => OneTimeAllowance, {
    on: 'insurance_number',
    order: [['paid_on', 'desc']],
    most: 20,
    typical: 0.1,
    description: 'One-time social-insurance allowances, the last one first.',
  })
  oneTimeAllowances!: OneTimeAllowance[];

  @EdgeToOne(() => VssIdAccount, {
    on: 'insurance_number',
    description: "The participant's account in the VssID app, or null.",
  })
  vssidAccount!: VssIdAccount | null;
}
