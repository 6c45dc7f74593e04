import { Float } from 'type-graphql';
import { Column, RegisterType } from '../../planning/decorators';
import { DateScalar } from '../../values/scalars';

@RegisterType({
  register: 'gateway',
  view: 'published_figure',
  key: ['figure_id'],
  about: null,
  description:
    'One statistic as printed in a published report of Viet Nam Social Security. Printed values are never corrected; what to mind when reading one is flagged.',
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
    description:
      'Province code as before July 2025; several codes joined with `;` where the figure is about several provinces; VN for the whole country.',
  })
  areaCode!: string;

  @Column('metric', { type: String, nullable: false, is: 'statistical', description: 'What is counted or measured.' })
  metric!: string;

  @Column('scheme', {
    type: String,
    is: 'statistical',
    description: 'The insurance scheme it is about, two joined with `+`, or `all`; null where it is about none.',
  })
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
    description:
      'What the figure would be if a presumed misprint were corrected; null where none is presumed. The printed one stays in `value`.',
  })
  plausibleValue!: number | null;

  @Column('precision', {
    type: String,
    nullable: false,
    is: 'statistical',
    description:
      'How exact the printed value is: `exact`, `lower_bound`, `upper_bound`, `approximate`, `estimate`, or rounded: `rounded_100`, `rounded_1000`, `rounded_0.1bn`.',
  })
  precision!: string;

  @Column('suspect', {
    type: Boolean,
    nullable: false,
    is: 'statistical',
    description:
      'Whether the collected sources mark this figure itself as doubtful. Figures that merely take part in a contradiction are not marked; their `flagCodes` tell.',
  })
  suspect!: boolean;

  @Column('flag_codes', {
    type: [String],
    nullable: false,
    is: 'statistical',
    description:
      'What to mind when reading the figure, as codes. Contradictions: ABOVE_LEGAL_MAXIMUM, PARTS_DO_NOT_SUM, PART_EXCEEDS_WHOLE, RATE_DOES_NOT_FIT, COVERAGE_DOES_NOT_FIT, TOTAL_NEEDS_INTEREST, DENOMINATORS_DIFFER. Notes: LOWER_BOUND, UPPER_BOUND, DENOMINATOR_POPULATION, DENOMINATOR_TARGET, DENOMINATOR_LABOUR_FORCE, AREA_CODE_REUSED, DATE_ASSUMED.',
  })
  flagCodes!: string[];

  @Column('flags', {
    type: [String],
    nullable: false,
    is: 'statistical',
    description:
      'The flags of `flagCodes` in words, in the same order: contradictions in which the figure takes part, and notes on how to read it.',
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
