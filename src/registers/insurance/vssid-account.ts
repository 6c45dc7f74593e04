import { declareCodes } from '../../planning/codes';
import { Column, RegisterType } from '../../planning/decorators';
import { DateScalar } from '../../values/scalars';

export const VssIdAccountStatus = declareCodes('VssIdAccountStatus', 'Whether a VssID account can be used.', {
  ACTIVE: ['A', 'Approved and usable.'],
  PENDING: ['P', 'Registered and waiting for approval.'],
  LOCKED: ['L', 'Locked, and unusable until somebody unlocks it.'],
});

@RegisterType({
  register: 'insurance',
  view: 'vssid_account',
  key: ['insurance_number'],
  about: { subject: 'person', by: ['insurance_number'] },
  hidden: { insurance_number: 'text' },
  description: 'An account in VssID, the app in which participants see their own insurance record.',
})
export class VssIdAccount {
  @Column('registered_on', {
    type: DateScalar,
    is: 'administrative',
    description: 'Day on which the participant applied for the account.',
  })
  registeredOn!: string | null;

  @Column('approved_on', {
    type: DateScalar,
    is: 'administrative',
    description: 'Day on which the social-insurance office approved the account; null before that.',
  })
  approvedOn!: string | null;

  @Column('status', { type: VssIdAccountStatus, is: 'administrative', description: 'Usable, waiting or locked.' })
  status!: string | null;
}
