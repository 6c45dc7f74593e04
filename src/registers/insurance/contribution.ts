import { declareCodes } from '../../planning/codes';
import { Column, EdgeToOne, RegisterType } from '../../planning/decorators';
import { DateScalar, MonthScalar, VndScalar } from '../../values/scalars';
import { EmployerUnit } from './employer-unit';

export const ContributionKind = declareCodes('ContributionKind', 'On what ground a monthly contribution is paid.', {
  COMPULSORY: ['C', 'As an employee: social, health and unemployment insurance together.'],
  VOLUNTARY: ['V', 'As a member of voluntary social insurance.'],
});

export const ContributionStatus = declareCodes('ContributionStatus', 'Whether a monthly contribution has been paid.', {
  PAID: ['PAID', 'Paid by the due date.'],
  LATE: ['LATE', 'Paid after the due date.'],
  OWED: ['OWED', 'Not paid yet.'],
});

@RegisterType({
  register: 'insurance',
  view: 'contribution',
  key: ['insurance_number', 'month'],
  about: { subject: 'person', by: ['insurance_number'] },
  hidden: { insurance_number: 'text', employer_unit_id: 'bigint' },
  description: 'What is due for one participant and one month, and whether it was paid.',
})
export class Contribution {
  @Column('month', {
    type: MonthScalar,
    nullable: false,
    is: 'contribution',
    description: 'The month of work or membership for which it is due.',
  })
  month!: string;

  @Column('kind', { type: ContributionKind, is: 'contribution', description: 'Compulsory or voluntary.' })
  kind!: string | null;

  @Column('status', { type: ContributionStatus, is: 'contribution', description: 'Paid, paid late or still owed.' })
  status!: string | null;

  @Column('salary', {
    type: VndScalar,
    is: 'income',
    description:
      'The contribution salary of the month in đồng, between the legal floor and a cap of 20 times the base salary; for voluntary members the income they chose.',
  })
  salary!: number | null;

  @Column('amount', {
    type: VndScalar,
    is: 'contribution',
    description:
      'The whole contribution in đồng: the sum of the three amounts below, the shares of employee and employer together.',
  })
  amount!: number | null;

  @Column('si_amount', {
    type: VndScalar,
    is: 'contribution',
    description:
      'The part for social insurance in đồng: 25.5 % of the salary for most employees, 22 % for voluntary members.',
  })
  socialInsuranceAmount!: number | null;

  @Column('hi_amount', {
    type: VndScalar,
    is: 'contribution',
    description:
      'The part for health insurance in đồng: 4.5 % of the salary, two thirds of it from the employer; 0 for voluntary members.',
  })
  healthInsuranceAmount!: number | null;

  @Column('ui_amount', {
    type: VndScalar,
    is: 'contribution',
    description:
      'The part for unemployment insurance in đồng: 1 % from each side, but nothing from non-state employers from October 2021 to September 2022 (Resolution 116/NQ-CP).',
  })
  unemploymentInsuranceAmount!: number | null;

  @Column('due_on', {
    type: DateScalar,
    is: 'contribution',
    description: 'Last day for payment: the last day of the month, and since July 2025 that of the month after.',
  })
  dueOn!: string | null;

  @Column('paid_on', { type: DateScalar, is: 'contribution', description: 'Day of payment; null while it is owed.' })
  paidOn!: string | null;

  @EdgeToOne(() => EmployerUnit, {
    from: 'employer_unit_id',
    to: 'unit_id',
    description: 'The unit that owes or paid it; null for a voluntary member.',
  })
  employer!: EmployerUnit | null;
}
