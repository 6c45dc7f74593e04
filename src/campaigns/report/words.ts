import { findProvince, PROVINCES } from '../../values/province';
import type { QualityDimension } from '../../values/campaign-quality';
import type { CampaignState, Rule } from '../campaign';
import type { Anomaly } from '../classify';
import type { Stage } from '../units';
import type { OpenState } from './read-outcome';

/** What a report calls things, in Vietnamese and in English. */
export interface Words {
  readonly vi: string;
  readonly en: string;
}

export const ANOMALY_WORDS: Readonly<Record<Anomaly, Words>> = {
  MISSING: { vi: 'Thiếu số định danh', en: 'no ID' },
  NINE_DIGIT: { vi: 'Số CMND 9 chữ số', en: 'nine-digit card number' },
  MALFORMED: { vi: 'Sai cấu trúc', en: 'malformed' },
  CONTRADICTS_SEX: { vi: 'Mâu thuẫn giới tính', en: 'contradicts the sex' },
  CONTRADICTS_BIRTH_YEAR: { vi: 'Mâu thuẫn năm sinh', en: 'contradicts the birth year' },
  UNKNOWN: { vi: 'Không có trong CSDL dân cư', en: 'not in the population register' },
  SUPERSEDED: { vi: 'Số cũ đã thay', en: 'superseded' },
  SHARED: { vi: 'Nhiều người dùng chung', en: 'shared with others' },
  HOLDER_DECEASED: { vi: 'Người mang số đã mất', en: 'its holder has died' },
  NAME_DIFFERS: { vi: 'Khác họ tên', en: 'the name differs' },
  BIRTH_DATE_DIFFERS: { vi: 'Khác ngày sinh', en: 'the birth date differs' },
  SEVERAL_NUMBERS: { vi: 'Nhiều mã số BHXH', en: 'several insurance numbers' },
};

export const SETTLED_WORDS = {
  applied: { vi: 'Đã cập nhật', en: 'applied' },
  confirmed: { vi: 'Xác nhận đúng', en: 'confirmed' },
  conflict: { vi: 'Hồ sơ đã đổi', en: 'conflict' },
  rejected: { vi: 'Bác bỏ', en: 'rejected' },
  quarantined: { vi: 'Cách ly', en: 'quarantined' },
} as const satisfies Readonly<Record<string, Words>>;

export const OPEN_WORDS: Readonly<Record<OpenState, Words>> = {
  FOUND: { vi: 'Chờ quyết định', en: 'not decided yet' },
  PROPOSED: { vi: 'Đề xuất tự động', en: 'proposed' },
  POSSIBLE: { vi: 'Chờ rà soát', en: 'waiting for review' },
  ACCEPTED: { vi: 'Đã chấp nhận', en: 'accepted' },
  PAPERS: { vi: 'Chờ giấy tờ', en: 'papers needed' },
};

export const RULE_WORDS: Readonly<Record<Rule, Words>> = {
  SAME_ID: { vi: 'Cùng số định danh', en: 'the same ID' },
  SUPERSEDED_ID: { vi: 'Qua số định danh cũ', en: 'superseded ID' },
  OLD_CARD: { vi: 'Qua số CMND cũ', en: 'old card' },
  LINKED: { vi: 'Liên kết xác suất', en: 'record linkage' },
  REVIEWED: { vi: 'Cán bộ rà soát', en: 'clerical review' },
  FORM: { vi: 'Mẫu xác nhận', en: 'returned form' },
  REVERTED: { vi: 'Hoàn tác', en: 'reverted' },
};

export const STAGE_WORDS: Readonly<Record<Stage, Words>> = {
  PLAN: { vi: 'Chia việc', en: 'plan' },
  SCAN: { vi: 'Quét', en: 'scan' },
  LEARN: { vi: 'Học mô hình', en: 'learn' },
  MATCH: { vi: 'Đối sánh', en: 'match' },
  DECIDE: { vi: 'Quyết định', en: 'decide' },
  APPLY: { vi: 'Cập nhật', en: 'apply' },
};

export const STATE_WORDS: Readonly<Record<CampaignState, Words>> = {
  CREATED: { vi: 'Mới lập', en: 'created' },
  SCANNING: { vi: 'Đang quét', en: 'scanning' },
  MATCHING: { vi: 'Đang đối sánh', en: 'matching' },
  DECIDING: { vi: 'Đang quyết định', en: 'deciding' },
  REVIEWING: { vi: 'Đang rà soát', en: 'reviewing' },
  APPLYING: { vi: 'Đang cập nhật', en: 'applying' },
  PAUSED: { vi: 'Tạm dừng', en: 'paused' },
  FINISHED: { vi: 'Hoàn thành', en: 'finished' },
  CANCELLED: { vi: 'Đã hủy', en: 'cancelled' },
};

export const DIMENSION_WORDS: Readonly<Record<QualityDimension, Words>> = {
  ALL: { vi: 'Tất cả', en: 'all in scope' },
  ANOMALOUS: { vi: 'Có bất thường', en: 'with an anomaly' },
  KIND: { vi: 'Loại lỗi', en: 'kind of error' },
  PROVINCE: { vi: 'Tỉnh', en: 'province' },
  AGE: { vi: 'Nhóm tuổi', en: 'age band' },
  SEX: { vi: 'Giới tính', en: 'sex' },
  APART: { vi: 'Tính riêng', en: 'told of apart' },
};

/** Both ways of saying it, in one line. */
export function inBoth({ vi, en }: Words): string {
  return `${vi} · ${en}`;
}

/** The names of provinces by the codes of a day, yyyy-mm-dd; a code that was none then is told by another day's, or by itself. */
export function provinceNames(day: string): (code: string) => string {
  return (code) =>
    (findProvince(code, day)?.name ?? PROVINCES.find((province) => province.code === code)?.name ?? code).normalize(
      'NFC',
    );
}
