import { declareCodes } from '../../planning/codes';
import { Column, RegisterType } from '../../planning/decorators';
import { DateScalar, VndScalar } from '../../values/scalars';

export const InspectionKind = declareCodes('InspectionKind', 'How an inspection of an employer came about.', {
  SPECIALISED: [
    'SPECIALISED',
    "A planned inspection of contributions by the social-insurance office's own inspectors.",
  ],
  INTERDISCIPLINARY: ['INTERDISCIPLINARY', 'A joint inspection with labour, tax or other authorities.'],
  UNANNOUNCED: ['UNANNOUNCED', 'An inspection outside the plan, usually after months of debt.'],
});

export const InspectionFinding = declareCodes('InspectionFinding', 'The main thing an inspection found.', {
  NONE: ['NONE', 'Nothing to object to.'],
  LATE: ['LATE', 'Contributions paid late or still owed.'],
  UNDER_DECLARED: ['UNDER_DECLARED', 'Salaries declared below what the law asks for.'],
  UNREGISTERED: ['UNREGISTERED', 'Employees who should have been insured and were not.'],
});

@RegisterType({
  register: 'insurance',
  view: 'inspection',
  key: ['inspection_id'],
  about: { subject: 'employer', by: ['unit_id'] },
  hidden: { inspection_id: 'bigint', unit_id: 'bigint' },
  description: 'One inspection of a unit, what it found, and what was paid afterwards.',
})
export class Inspection {
  @Column('inspected_on', { type: DateScalar, is: 'administrative', description: 'Day of the inspection.' })
  inspectedOn!: string | null;

  @Column('kind', {
    type: InspectionKind,
    is: 'administrative',
    description: 'Planned, joint or unannounced.',
  })
  kind!: string | null;

  @Column('finding', {
    type: InspectionFinding,
    is: 'administrative',
    description: 'What the inspectors objected to.',
  })
  finding!: string | null;

  @Column('owed_amount', {
    type: VndScalar,
    is: 'administrative',
    description: 'Debt that the inspection established, in đồng; 0 if there was none.',
  })
  owedAmount!: number | null;

  @Column('remedied_amount', {
    type: VndScalar,
    is: 'administrative',
    description: 'How much of that debt has been paid since, in đồng.',
  })
  remediedAmount!: number | null;

  @Column('remedied_on', {
    type: DateScalar,
    is: 'administrative',
    description: 'Day of the last payment on that debt; null if nothing was paid or owed.',
  })
  remediedOn!: string | null;
}
