import { Float, Int } from 'type-graphql';
import { declareCodes } from '../../planning/codes';
import { Column, RegisterType } from '../../planning/decorators';
import { Scheme } from './scheme';

export const TargetMeasure = declareCodes('TargetMeasure', 'What a target counts.', {
  PARTICIPANTS: ['PARTICIPANTS', 'People in the scheme at the end of the year.'],
  COLLECTION: ['COLLECTION', 'Contributions collected over the whole year, in đồng.'],
});

@RegisterType({
  register: 'insurance',
  view: 'target',
  key: ['province_code', 'province_valid_from', 'scheme', 'year', 'measure'],
  about: null,
  hidden: { province_code: 'text', province_valid_from: 'date' },
  description:
    'What a province was assigned to reach by the end of a year in one scheme. A share of the target that is reached in mid-year compares with the same year-end number.',
})
export class Target {
  @Column('scheme', { type: Scheme, is: 'statistical', description: 'The scheme for which it was set.' })
  scheme!: string | null;

  @Column('year', {
    type: Int,
    nullable: false,
    is: 'statistical',
    description: 'Calendar year at whose end the target is to be reached.',
  })
  year!: number;

  @Column('measure', { type: TargetMeasure, is: 'statistical', description: 'Whether people or money are counted.' })
  measure!: string | null;

  @Column('value', {
    type: Float,
    stored: 'bigint',
    is: 'statistical',
    description: 'The target, a whole number: of people or of đồng, as `measure` says.',
  })
  value!: number | null;
}
