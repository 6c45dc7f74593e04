import type { EmployerKind } from './employers';
import type { Region } from './geography';
import type { RandomStream } from './random';

const WORDS = [
  'An Phát',
  'Bình Minh',
  'Đại Thành',
  'Đông Á',
  'Hòa Bình',
  'Hoàng Gia',
  'Hưng Thịnh',
  'Kim Long',
  'Minh Quang',
  'Nam Việt',
  'Phú Cường',
  'Phương Đông',
  'Sao Mai',
  'Tân Tiến',
  'Thành Công',
  'Thiên Phú',
  'Toàn Cầu',
  'Trường Sơn',
  'Việt Hưng',
  'Vạn Xuân',
  'Xuân Thành',
  'Sông Hồng',
  'Mê Kông',
  'Thăng Long',
];
const TRADES = [
  'May',
  'Xây dựng',
  'Thương mại',
  'Vận tải',
  'Giày da',
  'Điện tử',
  'Thực phẩm',
  'Cơ khí',
  'Gỗ',
  'Bao bì',
  'Du lịch',
  'Dược',
  'Nông sản',
  'Công nghệ',
];
const FOREIGN = [
  'Sunrise',
  'Pacific',
  'Hanil',
  'Yamato',
  'Golden Star',
  'Eastern',
  'Unitech',
  'Formotex',
  'Nordlight',
  'Kaisei',
  'Daewon',
  'Lotusway',
];
const OFFICES = [
  'Trường Tiểu học',
  'Trường Trung học cơ sở',
  'Ủy ban nhân dân xã',
  'Trạm y tế',
  'Phòng Giáo dục',
  'Sở Nông nghiệp',
  'Bệnh viện',
  'Trường Mầm non',
  'Chi cục Thống kê',
  'Ban Quản lý dự án',
];

/** A name for an employer; made of word lists, so that it is nobody's. */
export function drawEmployerName(kind: EmployerKind, region: Region, random: RandomStream): string {
  const word = random.pick(WORDS);
  const number = random.between(1, 99);
  if (kind === 'STATE') return `${random.pick(OFFICES)} ${word} ${region.name}`;
  if (kind === 'FOREIGN') return `Công ty TNHH ${random.pick(FOREIGN)} ${random.pick(TRADES)} Việt Nam ${number}`;
  if (kind === 'COOPERATIVE') return `Hợp tác xã ${random.pick(TRADES)} ${word} ${number}`;
  if (kind === 'OTHER') return `Hộ kinh doanh ${word} ${number}`;
  return `Công ty ${random.chance(0.6) ? 'TNHH' : 'Cổ phần'} ${random.pick(TRADES)} ${word} ${number}`;
}
