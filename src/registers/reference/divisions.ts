import { declareCodes } from '../../planning/codes';
import { Column, EdgeToMany, EdgeToOne, RegisterType } from '../../planning/decorators';
import { CommuneCodeScalar, DateScalar, ProvinceCodeScalar } from '../../values/scalars';

export const ProvinceKind = declareCodes('ProvinceKind', 'What a province-level division is.', {
  PROVINCE: ['PROVINCE', 'A province (tỉnh).'],
  MUNICIPALITY: ['MUNICIPALITY', 'A city run from the centre (thành phố trực thuộc trung ương).'],
});

export const CommuneKind = declareCodes('CommuneKind', 'What a commune-level division is.', {
  COMMUNE: ['COMMUNE', 'A rural commune (xã).'],
  WARD: ['WARD', 'A ward of a town or city (phường).'],
  TOWNSHIP: ['TOWNSHIP', 'A township (thị trấn); none since July 2025.'],
  SPECIAL_ZONE: ['SPECIAL_ZONE', 'A special zone on islands (đặc khu); only since July 2025.'],
});

@RegisterType({
  register: 'gateway',
  view: 'province',
  key: ['code', 'valid_from'],
  about: null,
  hidden: { successor_code: 'text', successor_valid_from: 'date' },
  description:
    'A province or municipality, valid in time: 63 from 1 August 2008 to 30 June 2025, 34 since 1 July 2025. Six codes were given to another province in the merger, so a province is told by its code and the day from which it is valid.',
})
export class Province {
  @Column('code', { type: ProvinceCodeScalar, nullable: false, is: 'administrative', description: 'Two-digit code.' })
  code!: string;

  @Column('valid_from', {
    type: DateScalar,
    nullable: false,
    is: 'administrative',
    description: 'First day on which this province has this code.',
  })
  validFrom!: string;

  @Column('valid_to', {
    type: DateScalar,
    is: 'administrative',
    description: 'Last day on which it is valid; null while it still is.',
  })
  validTo!: string | null;

  @Column('name', { type: String, nullable: false, is: 'administrative', description: 'Name without its kind.' })
  name!: string;

  @Column('full_name', { type: String, nullable: false, is: 'administrative', description: 'Name with its kind.' })
  fullName!: string;

  @Column('english_name', { type: String, nullable: false, is: 'administrative', description: 'Name in English.' })
  englishName!: string;

  @Column('kind', {
    type: ProvinceKind,
    nullable: false,
    is: 'administrative',
    description: 'Province or municipality.',
  })
  kind!: string;

  @Column('region', {
    type: String,
    is: 'administrative',
    description:
      'Socio-economic region of the statistics office, in English; null for the 34, because the regions were drawn anew.',
  })
  region!: string | null;

  @EdgeToOne(() => Province, {
    from: ['successor_code', 'successor_valid_from'],
    to: ['code', 'valid_from'],
    description: 'The province of the 34 that this one of the 63 became part of.',
  })
  successor!: Province | null;

  @EdgeToMany(() => Province, {
    from: ['code', 'valid_from'],
    to: ['successor_code', 'successor_valid_from'],
    most: 10,
    typical: 2,
    description: 'The provinces of the 63 that were merged into this one of the 34.',
  })
  predecessors!: Province[];

  @EdgeToMany(() => Commune, {
    from: ['code', 'valid_from'],
    to: ['province_code', 'province_valid_from'],
    most: 1000,
    first: 100,
    typical: 140,
    description: 'The communes of this province, by code.',
  })
  communes!: Commune[];
}

@RegisterType({
  register: 'gateway',
  view: 'commune',
  key: ['code', 'valid_from'],
  about: null,
  hidden: { province_code: 'text', province_valid_from: 'date' },
  description:
    'A commune, ward or township, valid in time. Since 1 July 2025 there are no districts, and most codes mean a larger area.',
})
export class Commune {
  @Column('code', { type: CommuneCodeScalar, nullable: false, is: 'administrative', description: 'Five-digit code.' })
  code!: string;

  @Column('valid_from', {
    type: DateScalar,
    nullable: false,
    is: 'administrative',
    description: 'First day on which this commune has this code.',
  })
  validFrom!: string;

  @Column('valid_to', {
    type: DateScalar,
    is: 'administrative',
    description: 'Last day on which it is valid; null while it still is.',
  })
  validTo!: string | null;

  @Column('name', { type: String, nullable: false, is: 'administrative', description: 'Name with its kind.' })
  name!: string;

  @Column('kind', {
    type: CommuneKind,
    nullable: false,
    is: 'administrative',
    description: 'What kind of commune it is.',
  })
  kind!: string;

  @Column('district_code', {
    type: String,
    is: 'administrative',
    description: 'Three-digit code of its district; null since July 2025.',
  })
  districtCode!: string | null;

  @Column('district_name', {
    type: String,
    is: 'administrative',
    description: 'Name of its district; null since July 2025.',
  })
  districtName!: string | null;

  @EdgeToOne(() => Province, {
    from: ['province_code', 'province_valid_from'],
    to: ['code', 'valid_from'],
    description: 'The province it lies in.',
  })
  province!: Province | null;
}
