import { declareCodes } from '../../planning/codes';
import { Column, EdgeToMany, EdgeToOne, RegisterType } from '../../planning/decorators';
import { DateScalar, PersonalIdScalar } from '../../values/scalars';
import { DatePrecision, Sex } from '../codes';
import { Death } from './death';
import { LegacyIdCard } from './legacy-id-card';
import { Residence } from './residence';
import { SupersededId } from './superseded-id';

export const CitizenStatus = declareCodes(
  'CitizenStatus',
  'Whether the population register counts a citizen as living.',
  {
    ALIVE: ['A', 'No death has been registered.'],
    DECEASED: ['D', 'A death has been registered.'],
  },
);

@RegisterType({
  register: 'population',
  view: 'citizen',
  key: ['personal_id'],
  about: { subject: 'person', by: ['personal_id'] },
  scope: { province: 'province_code', person: 'personal_id' },
  hidden: {
    name_key: 'text',
    province_code: 'text',
    province_valid_from: 'date',
    commune_code: 'text',
    commune_valid_from: 'date',
  },
  description:
    'A citizen in the population register of the Ministry of Public Security: the authority on who a person is. The other registers state the same facts as they were once told them.',
})
export class Citizen {
  @Column('personal_id', {
    type: PersonalIdScalar,
    nullable: false,
    is: 'identity',
    identifies: true,
    description:
      'The personal identification number that is valid today. It never changes when a person moves; what it replaced, if anything, is in `supersededIds`.',
  })
  personalId!: string;

  @Column('full_name', {
    type: String,
    is: 'identity',
    identifies: true,
    description: 'Family name, middle names and given name, in this order, with diacritics.',
  })
  fullName!: string | null;

  @Column('birth_date', {
    type: DateScalar,
    is: 'identity',
    identifies: false,
    description: 'Date of birth; see `birthDatePrecision`, as only the year is known of many older people.',
  })
  birthDate!: string | null;

  @Column('birth_date_precision', {
    type: DatePrecision,
    is: 'identity',
    identifies: false,
    description: 'Whether the birth certificate or family book gave the day or no more than the year.',
  })
  birthDatePrecision!: string | null;

  @Column('sex', {
    type: Sex,
    is: 'identity',
    identifies: false,
    description: 'Sex in civil status; the fourth digit of the personal ID says the same.',
  })
  sex!: string | null;

  @Column('status', {
    type: CitizenStatus,
    is: 'identity',
    identifies: false,
    description: 'Living or deceased. Deaths are reported weeks or months late, so a living status can be out of date.',
  })
  status!: string | null;

  @Column('verified_on', {
    type: DateScalar,
    is: 'administrative',
    description: 'Last day on which the police checked the record with the person or their papers; null if never.',
  })
  verifiedOn!: string | null;

  @Column('recorded_on', {
    type: DateScalar,
    is: 'administrative',
    description: 'Day on which the population register wrote this record as it stands.',
  })
  recordedOn!: string | null;

  @Column('resident_since', {
    type: DateScalar,
    is: 'contact',
    identifies: false,
    description: 'First day of the current permanent residence; null for a person without one.',
  })
  residentSince!: string | null;

  @EdgeToMany(() => Residence, {
    on: 'personal_id',
    order: [['started_on', 'desc']],
    most: 20,
    typical: 1.3,
    description: 'Where the person has been registered as resident, newest first.',
  })
  residences!: Residence[];

  @EdgeToOne(() => Death, {
    on: 'personal_id',
    description: 'The registered death of the person, or null.',
  })
  death!: Death | null;

  @EdgeToMany(() => LegacyIdCard, {
    on: 'personal_id',
    order: [['issued_on', 'desc']],
    most: 10,
    typical: 1,
    description:
      'Nine-digit identity cards the person once held, newest first; a move to another province gave a new number.',
  })
  legacyIdCards!: LegacyIdCard[];

  @EdgeToMany(() => SupersededId, {
    on: 'personal_id',
    order: [['superseded_on', 'desc']],
    most: 10,
    typical: 0.1,
    description: 'Personal IDs of this person that are no longer valid, the latest to end first.',
  })
  supersededIds!: SupersededId[];
}
