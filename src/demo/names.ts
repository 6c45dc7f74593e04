import tables from '../values/personal-names.json';
import type { Ethnicity } from './population-model';
import { WeightedTable, type RandomStream } from './random';

type Weights = Readonly<Record<string, number>>;
const without = (weights: Weights, left: string): Weights =>
  Object.fromEntries(Object.entries(weights).filter(([name]) => name !== left && name !== ''));

const FAMILY = {
  north: WeightedTable.of(tables.family.recommended_by_region.north),
  central: WeightedTable.of(tables.family.recommended_by_region.central),
  south: WeightedTable.of(tables.family.recommended_by_region.south),
};
const MINORITY = tables.family.ethnic_minority;
const MINORITY_FAMILY = {
  tay: WeightedTable.of(MINORITY['tay_nung (04 Cao Bang, 20, 06, 02)']),
  hmong: WeightedTable.of(MINORITY.hmong),
  dao: WeightedTable.of(MINORITY.dao),
  thai: WeightedTable.of(MINORITY['thai (15 Yen Bai, 14, 11)']),
  muong: WeightedTable.of(MINORITY['muong (17)']),
  khmer: WeightedTable.of(MINORITY.khmer),
};
const MIDDLE = {
  M: WeightedTable.of(without(tables.middle.male, 'Văn')),
  F: WeightedTable.of(without(tables.middle.female, 'Thị')),
};
const GIVEN = { M: WeightedTable.of(tables.given.male), F: WeightedTable.of(tables.given.female) };
const OLD_GIVEN = {
  M: WeightedTable.of(tables.cohort_adjustment.older_male_given),
  F: WeightedTable.of(tables.cohort_adjustment.older_female_given),
};

/** Short given names that make homonyms in one commune frequent; assumptions. */
const MINORITY_GIVEN = {
  hmong: {
    M: [
      'Páo',
      'Chu',
      'Dế',
      'Tủa',
      'Sình',
      'Lử',
      'Dơ',
      'Súa',
      'Vừ',
      'Chống',
      'Nhà',
      'Sùng',
      'Sáng',
      'Dình',
      'Páo',
      'Lầu',
      'Thái',
      'Minh',
    ],
    F: ['Mỷ', 'Dúa', 'Máy', 'Chứ', 'Pàng', 'Sông', 'Say', 'Ca', 'Dở', 'Mai', 'Mỵ', 'Xia', 'Sua', 'Vàng', 'Nhè'],
  },
  dao: {
    M: ['Tòn', 'Phúc', 'Kim', 'Tài', 'Quyên', 'Sơn', 'Chiêu', 'Tiến', 'Phú', 'Quý', 'Vạn', 'Thanh', 'Hồng'],
    F: ['Mùi', 'Mẩy', 'Tả', 'Mụi', 'Lai', 'Ghển', 'Coi', 'Nái', 'Pham', 'Liều', 'Xuân', 'Hoa'],
  },
  khmer: {
    M: ['Sa Rươl', 'Thol', 'Sà Rây', 'Phol', 'Chanh', 'Rithy', 'Sóc', 'Minh', 'Hiền', 'Dara'],
    F: ['Thị Sa', 'Thị Rươne', 'Sô Phia', 'Thị Kim', 'Thị Phol', 'Chanh Tha', 'Thị Hiên', 'Bô Pha'],
  },
  highland: {
    M: ['Thông', 'Blăk', 'Nguyên', 'Bhiên', 'Krông', 'Thuần', 'Lem', 'Sang', 'Duy', 'Phương'],
    F: ['Linh', 'Nga', 'Hoa', 'Bliă', 'Ngọc', 'Rin', 'Mai', 'Thương', 'Lan', 'Duyên'],
  },
};
const CLANS = ['Niê', 'Kbuôr', 'Mlô', 'Êban', 'Ayŭn', 'Ksor', 'Rơ Châm', 'Siu', 'Kpă', 'Rcom', 'Hđơk', 'Byă'];

const vanShares = Object.values(tables.cohort_adjustment.van_share_male);
const thiShares = Object.values(tables.cohort_adjustment.thi_share_female);

function cohortOf(birthYear: number): number {
  if (birthYear < 1960) return 0;
  if (birthYear < 1980) return 1;
  if (birthYear < 1995) return 2;
  return birthYear < 2010 ? 3 : 4;
}

/** Draws a full name by region, ethnic naming, sex and birth year; given name last, composed letters (NFC). */
export function drawName(
  part: 'north' | 'central' | 'south',
  ethnicity: Ethnicity,
  sex: 'M' | 'F',
  birthYear: number,
  random: RandomStream,
): string {
  if (ethnicity === 'highland') {
    const given = random.pick(MINORITY_GIVEN.highland[sex]);
    return `${sex === 'M' ? 'Y' : 'H'} ${given} ${random.pick(CLANS)}`;
  }
  const family = (ethnicity === 'kinh' ? FAMILY[part] : MINORITY_FAMILY[ethnicity]).draw(random);
  if (ethnicity === 'hmong') {
    return `${family} ${sex === 'M' ? 'A' : 'Thị'} ${random.pick(MINORITY_GIVEN.hmong[sex])}`;
  }
  if (ethnicity === 'khmer') return `${family} ${random.pick(MINORITY_GIVEN.khmer[sex])}`;
  if (ethnicity === 'dao' && random.chance(0.5)) {
    return `${family} ${sex === 'M' ? drawMiddle('M', birthYear, random) : 'Thị'} ${random.pick(MINORITY_GIVEN.dao[sex])}`;
  }
  const older = birthYear < 1975 && random.chance(0.8);
  const given = (older ? OLD_GIVEN : GIVEN)[sex].draw(random);
  const syllables = random.next();
  if (syllables < 0.0075) return `${family} ${given}`;
  const middle = drawMiddle(sex, birthYear, random);
  const four = birthYear >= 1995 ? 0.305 : 0.12;
  if (syllables > 1 - four) {
    const second = MIDDLE[sex].draw(random);
    if (second !== middle && second !== given) return `${family} ${middle} ${second} ${given}`;
  }
  return `${family} ${middle} ${given}`;
}

function drawMiddle(sex: 'M' | 'F', birthYear: number, random: RandomStream): string {
  const cohort = cohortOf(birthYear);
  if (random.next() < ((sex === 'M' ? vanShares : thiShares)[cohort] as number)) return sex === 'M' ? 'Văn' : 'Thị';
  return MIDDLE[sex].draw(random);
}
