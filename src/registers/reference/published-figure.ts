import { Float } from 'type-graphql';
import { Column, RegisterType } from '../../planning/decorators';
import { DateScalar } from '../../values/scalars';

@RegisterType({
  register: 'gateway',
  view: 'published_figure',
  key: ['figure_id'],
  description:
    'One statistic as printed in a published report of Viet Nam Social Security. Printed values are never corrected; what contradicts the law or other figures is flagged.',
})
export class PublishedFigure {
  @Column('figure_id', { type: String, nullable: false, is: 'statistical', description: 'Stable name of the figure.' })
  id!: string;

  @Column('as_of', { type: DateScalar, nullable: false, is: 'statistical', description: 'The day it speaks of.' })
  asOf!: string;

  @Column('area', { type: String, nullable: false, is: 'statistical', description: 'Province, city or Viet Nam.' })
  area!: string;

  @Column('area_code', {
    type: String,
    nullable: false,
    is: 'statistical',
    description: 'Province code of its day, or VN for the whole country.',
  })
  areaCode!: string;

  @Column('metric', { type: String, nullable: false, is: 'statistical', description: 'What is counted or measured.' })
  metric!: string;

  @Column('scheme', { type: String, is: 'statistical', description: 'The insurance scheme it is about, if any.' })
  scheme!: string | null;

  @Column('value', { type: Float, nullable: false, is: 'statistical', description: 'The printed value, in `unit`.' })
  value!: number;

  @Column('unit', { type: String, nullable: false, is: 'statistical', description: 'Persons, units, VND, percent, …' })
  unit!: string;

  @Column('percent_of_target', {
    type: Float,
    is: 'statistical',
    description: 'Printed share of the assigned target, in percent.',
  })
  percentOfTarget!: number | null;

  @Column('implied_target', {
    type: Float,
    is: 'statistical',
    description: 'The target that value and percentage imply, in `unit`.',
  })
  impliedTarget!: number | null;

  @Column('plausible_value', {
    type: Float,
    is: 'statistical',
    description: 'For a suspect figure, the value that would fit; the printed one stays in `value`.',
  })
  plausibleValue!: number | null;

  @Column('precision', {
    type: String,
    nullable: false,
    is: 'statistical',
    description: 'How exact the printed value is: exact, lower_bound, upper_bound, approximate, …',
  })
  precision!: string;

  @Column('suspect', {
    type: Boolean,
    nullable: false,
    is: 'statistical',
    description: 'Whether it contradicts the law or another figure of the same report.',
  })
  suspect!: boolean;

  @Column('flags', {
    type: [String],
    nullable: false,
    is: 'statistical',
    description: 'The contradictions in which the figure takes part, in words.',
  })
  flags!: string[];

  @Column('note', { type: String, is: 'statistical', description: 'What the report says about it, in own words.' })
  note!: string | null;

  @Column('source_title', { type: String, nullable: false, is: 'statistical', description: 'Title of the report.' })
  sourceTitle!: string;

  @Column('source_publisher', { type: String, nullable: false, is: 'statistical', description: 'Who published it.' })
  sourcePublisher!: string;

  @Column('source_published_on', {
    type: DateScalar,
    nullable: false,
    is: 'statistical',
    description: 'The day of publication.',
  })
  sourcePublishedOn!: string;
}
