import { Column, EdgeToOne, RegisterType } from '../../planning/decorators';
import { DateScalar, LegacyIdCardNumberScalar } from '../../values/scalars';
import { Citizen } from './citizen';

@RegisterType({
  register: 'population',
  view: 'legacy_id_card',
  key: ['card_number', 'personal_id'],
  about: { subject: 'person', by: ['personal_id'] },
  scope: { person: 'personal_id' },
  hidden: { personal_id: 'text', issuing_province_code: 'text', issuing_province_valid_from: 'date' },
  description:
    'An identity card with a nine-digit number (chứng minh nhân dân). It ended on 1 January 2025, yet other registers still hold its number where the personal ID belongs. Two people can hold the same number: 50,000 were issued by both Đồng Nai and Bà Rịa-Vũng Tàu.',
})
export class LegacyIdCard {
  @Column('card_number', {
    type: LegacyIdCardNumberScalar,
    nullable: false,
    is: 'identity',
    identifies: true,
    description: 'Number printed on the card; its first digits tell which provincial police issued it.',
  })
  cardNumber!: string;

  @Column('issued_on', {
    type: DateScalar,
    is: 'identity',
    identifies: false,
    description: 'Day on which the card was issued.',
  })
  issuedOn!: string | null;

  @EdgeToOne(() => Citizen, { on: 'personal_id', description: 'The citizen to whom this card was issued.' })
  citizen!: Citizen | null;
}
