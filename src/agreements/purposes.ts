import type { ActorKind } from '../identity/actor';

/** Why somebody may ask for personal data: the closed list of what a request can name. */
export interface Purpose {
  readonly english: string;
  readonly vietnamese: string;
  /** Who can have it. */
  readonly of: readonly ActorKind[];
  /** Days after which a disclosure is shown to its subject, where the legal ground asks for a delay. */
  readonly delayDays: number;
}

export const PURPOSES = {
  'health-insurance-payment': {
    english: 'Paying for treatment covered by health insurance',
    vietnamese: 'Thanh toán chi phí khám bệnh, chữa bệnh bảo hiểm y tế',
    of: ['partner'],
    delayDays: 0,
  },
  'tax-review': {
    english: 'Comparing declared wages with insured wages',
    vietnamese: 'Rà soát dữ liệu thuế và bảo hiểm xã hội',
    of: ['partner', 'officer'],
    delayDays: 30,
  },
  'population-update': {
    english: 'Keeping the population register up to date',
    vietnamese: 'Cập nhật cơ sở dữ liệu dân cư',
    of: ['partner'],
    delayDays: 0,
  },
  campaign: {
    english: 'Correcting personal identification numbers',
    vietnamese: 'Chuẩn hóa số định danh cá nhân',
    of: ['officer'],
    delayDays: 0,
  },
  collection: {
    english: 'Collecting insurance contributions',
    vietnamese: 'Thu bảo hiểm xã hội, bảo hiểm y tế, bảo hiểm thất nghiệp',
    of: ['officer'],
    delayDays: 0,
  },
  inspection: {
    english: 'Inspecting an employer',
    vietnamese: 'Thanh tra, kiểm tra đơn vị sử dụng lao động',
    of: ['officer'],
    delayDays: 90,
  },
  audit: {
    english: 'Auditing who was told what',
    vietnamese: 'Kiểm tra nhật ký chia sẻ dữ liệu',
    of: ['auditor', 'officer'],
    delayDays: 0,
  },
  administration: {
    english: 'Administering agreements and mandates',
    vietnamese: 'Quản lý thỏa thuận chia sẻ dữ liệu',
    of: ['officer'],
    delayDays: 0,
  },
  'own-record': {
    english: 'Reading one’s own record',
    vietnamese: 'Tra cứu thông tin của chính mình',
    of: ['citizen'],
    delayDays: 0,
  },
} as const satisfies Readonly<Record<string, Purpose>>;

export type PurposeCode = keyof typeof PURPOSES;

export function isPurpose(text: unknown): text is PurposeCode {
  return typeof text === 'string' && Object.hasOwn(PURPOSES, text);
}
