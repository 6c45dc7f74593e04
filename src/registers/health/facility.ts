import { declareCodes } from '../../planning/codes';
import { Column, RegisterType } from '../../planning/decorators';

export const FacilityLevel = declareCodes(
  'FacilityLevel',
  'The level of care of a facility; what is paid outside the network depends on it.',
  {
    CENTRAL: ['CENTRAL', 'A central hospital.'],
    PROVINCE: ['PROVINCE', 'A hospital of a province.'],
    DISTRICT: ['DISTRICT', 'A hospital or health centre of a district.'],
    COMMUNE: ['COMMUNE', 'A commune health station, where the insurer pays the whole cost.'],
  },
);

@RegisterType({
  register: 'health',
  view: 'facility',
  key: ['facility_code'],
  about: null,
  hidden: { province_code: 'text', province_valid_from: 'date' },
  description: 'A hospital or health station that treats people on health insurance.',
})
export class Facility {
  @Column('facility_code', {
    type: String,
    nullable: false,
    is: 'administrative',
    description: 'Five-digit code of the facility with the insurer.',
  })
  facilityCode!: string;

  @Column('name', { type: String, is: 'administrative', description: 'Name of the hospital or station.' })
  name!: string | null;

  @Column('level', { type: FacilityLevel, is: 'administrative', description: 'Level of care.' })
  level!: string | null;
}
