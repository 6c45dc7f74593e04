import { declareCodes } from '../../planning/codes';
import type { Opener } from '../../planning/declaration';
import { Column, EdgeToOne, RegisterType } from '../../planning/decorators';
import { findKeyId, openEnvelope } from '../../values/envelope';
import { DateScalar, VndScalar } from '../../values/scalars';
import { Facility } from './facility';
import { HealthCard } from './health-card';

export const ClaimKind = declareCodes('ClaimKind', 'How somebody was treated.', {
  IN_PATIENT: ['IN', 'Admitted to a ward.'],
  OUT_PATIENT: ['OUT', 'Seen without admission.'],
});

/** Opens the sealed diagnosis of one claim; throws SOURCE_VALUE_INVALID for a text sealed elsewhere or with another key. */
const openDiagnosis: Opener = (stored, recordKey, secrets) => {
  const text = String(stored);
  const keyId = findKeyId(text) ?? '';
  return openEnvelope(text, { key: secrets.diagnosis, keyId, table: 'claim', recordKey, column: 'diagnosis' });
};

@RegisterType({
  register: 'health',
  view: 'claim',
  key: ['claim_id'],
  about: { subject: 'person', by: ['card_number'] },
  hidden: { claim_id: 'bigint', card_number: 'text', facility_code: 'text' },
  description: 'One treatment that a facility charged to a health-insurance card.',
})
export class Claim {
  @Column('admitted_on', {
    type: DateScalar,
    is: 'medical',
    description: 'First day of the treatment.',
  })
  admittedOn!: string | null;

  @Column('discharged_on', {
    type: DateScalar,
    is: 'medical',
    description: 'Last day of the treatment, the same as the first for a visit.',
  })
  dischargedOn!: string | null;

  @Column('kind', { type: ClaimKind, is: 'medical', description: 'In-patient or out-patient.' })
  kind!: string | null;

  @Column('total_cost', {
    type: VndScalar,
    is: 'medical',
    description: 'Cost of the treatment in đồng: what insurer and patient paid together.',
  })
  totalCost!: number | null;

  @Column('insurer_paid', {
    type: VndScalar,
    is: 'medical',
    description: 'Share of the health-insurance fund in đồng, after the benefit level of the card.',
  })
  insurerPaid!: number | null;

  @Column('patient_paid', {
    type: VndScalar,
    is: 'medical',
    description: "The patient's own share in đồng; 0 where the fund paid everything.",
  })
  patientPaid!: number | null;

  @Column('diagnosis_envelope', {
    type: String,
    is: 'medical',
    open: openDiagnosis,
    description:
      'Main diagnosis, sealed in the register with AES-256-GCM and opened only for this answer with a key that no database holds.',
  })
  diagnosis!: string | null;

  @EdgeToOne(() => HealthCard, { on: 'card_number', description: 'The card to which it was charged.' })
  card!: HealthCard | null;

  @EdgeToOne(() => Facility, { on: 'facility_code', description: 'The facility that treated the patient.' })
  facility!: Facility | null;
}
