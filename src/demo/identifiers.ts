import { birthdayAt, dayOf, type Period } from './calendar';
import type { LegacyCard, Person } from './people';
import { shuffledSerial, type RandomStream } from './random';
import type { Region } from './geography';

/** Prefixes of old identity cards by issuing province; partly from memory, since no official list is public. */
const LEGACY_PREFIX: Readonly<Record<string, string>> = {
  '01': '01',
  '02': '073',
  '04': '080',
  '06': '095',
  '08': '070',
  '10': '063',
  '11': '040',
  '12': '045',
  '14': '05',
  '15': '060',
  '17': '113',
  '19': '090',
  '20': '082',
  '22': '10',
  '24': '121',
  '25': '131',
  '26': '135',
  '27': '125',
  '30': '142',
  '31': '03',
  '33': '145',
  '34': '15',
  '35': '168',
  '36': '162',
  '37': '164',
  '38': '17',
  '40': '186',
  '42': '183',
  '44': '194',
  '45': '197',
  '46': '191',
  '48': '201',
  '49': '205',
  '51': '212',
  '52': '215',
  '54': '221',
  '56': '225',
  '58': '264',
  '60': '260',
  '62': '233',
  '64': '230',
  '66': '240',
  '67': '245',
  '68': '25',
  '70': '285',
  '72': '29',
  '74': '280',
  '75': '272',
  '77': '273',
  '79': '02',
  '80': '30',
  '82': '31',
  '83': '32',
  '84': '334',
  '86': '331',
  '87': '34',
  '89': '35',
  '91': '37',
  '92': '361',
  '93': '363',
  '94': '365',
  '95': '38',
  '96': '381',
};
/** The 50,000 numbers that Đồng Nai and Bà Rịa - Vũng Tàu both issued, and the share of their cards in that range. */
const SHARED_RANGE_START = 271_450_001;
const SHARED_RANGE_SIZE = 50_000;
const SHARED_RANGE_SHARE = 0.02;
const LEGACY_AGE = 14;
const LAST_LEGACY_YEAR = 2020;
const REISSUED_SHARE = 0.08;
const SUPERSEDED_SHARE = 0.001;

/** The counters from which numbers are handed out, so that no two people of a nation share one by accident. */
export class IdentifierIssue {
  private readonly personal = new Map<number, number>();
  private readonly legacy = new Map<string, number>();
  private readonly insurance = new Map<number, number>();

  constructor(private readonly seed: number) {}

  /** The next personal ID of the reserved range: 9, province, sex and century, birth year, a number handed out once. */
  personalId(region: Region, sex: 'M' | 'F', birthYear: number): string {
    const g = (birthYear < 2000 ? 0 : 2) + (sex === 'F' ? 1 : 0);
    const group = (region.index * 4 + g) * 100 + (birthYear % 100);
    const serial = take(this.personal, group);
    return `9${region.code}${g}${pad(birthYear % 100, 2)}${pad(shuffledSerial(serial, 1_000_000, group ^ this.seed), 6)}`;
  }

  /** The next social-insurance number of a province: digits 3 and 4 are 99 (98, 97 ... beyond a million each). */
  insuranceNumber(region: Region): string {
    const serial = take(this.insurance, region.index);
    const block = 99 - Math.floor(serial / 1_000_000);
    return `${region.code}${pad(block, 2)}${pad(shuffledSerial(serial, 1_000_000, region.index ^ this.seed ^ 0x51), 6)}`;
  }

  /** The next old identity-card number of a province. */
  legacyNumber(region: Region, random: RandomStream): string {
    const shares = region.code === '75' || region.code === '77';
    if (shares && random.chance(SHARED_RANGE_SHARE)) {
      const serial = take(this.legacy, `shared ${region.code}`);
      return String(SHARED_RANGE_START + shuffledSerial(serial, SHARED_RANGE_SIZE, this.seed));
    }
    const prefix = LEGACY_PREFIX[region.code] as string;
    const size = 10 ** (9 - prefix.length);
    const serial = take(this.legacy, prefix);
    return prefix + pad(shuffledSerial(serial, size, Number(prefix) ^ this.seed), 9 - prefix.length);
  }
}

/** Gives a person the numbers of the population register: personal ID, superseded one, old cards. */
export function identify(person: Person, issue: IdentifierIssue, period: Period, random: RandomStream): void {
  const { birthRegion, sex, birthYear } = person;
  person.personalId = issue.personalId(birthRegion, sex, birthYear);
  if (random.chance(SUPERSEDED_SHARE)) supersede(person, issue, period, random);
  if (birthYear + LEGACY_AGE > LAST_LEGACY_YEAR || !random.chance(0.96)) return;
  const first = issueDay(birthdayAt(person.birth, LEGACY_AGE), period, random);
  const cards: LegacyCard[] = [
    { number: issue.legacyNumber(birthRegion, random), issuedOn: first, region: birthRegion },
  ];
  const last = dayOf(LAST_LEGACY_YEAR, 12, 31);
  const moved = person.movedOn !== null && person.movedOn > first && person.movedOn < last;
  if (random.chance(moved ? REISSUED_SHARE * 4 : REISSUED_SHARE * 0.7) && first < last - 400) {
    const issuedOn = moved
      ? (person.movedOn as number) + random.between(1, last - (person.movedOn as number))
      : random.between(first + 365, last);
    const region = moved ? person.region : birthRegion;
    cards.push({ number: issue.legacyNumber(region, random), issuedOn, region });
  }
  person.legacyCards = cards;
}

function issueDay(fourteenth: number, period: Period, random: RandomStream): number {
  const last = Math.min(dayOf(LAST_LEGACY_YEAR, 12, 31), period.asOf);
  const earliest = Math.max(fourteenth, dayOf(1976, 5, 1));
  return random.between(earliest, Math.min(last, earliest + 12 * 365));
}

function supersede(person: Person, issue: IdentifierIssue, period: Period, random: RandomStream): void {
  const reason = random.pick(REASONS);
  const otherYear = Math.max(1900, person.birthYear - random.between(1, 3));
  const sex = reason === 'SEX' ? (person.sex === 'M' ? 'F' : 'M') : person.sex;
  person.supersededId = issue.personalId(person.birthRegion, sex, reason === 'BIRTH' ? otherYear : person.birthYear);
  const earliest = Math.max(person.birth, dayOf(2016, 1, 1));
  person.supersededOn = random.between(earliest, Math.min(period.asOf, person.died ?? period.asOf));
  person.supersededReason = reason;
}

const REASONS = ['SEX', 'BIRTH', 'BIRTH', 'DUPLICATE', 'ERROR', 'ERROR'] as const;

function take<K>(counters: Map<K, number>, key: K): number {
  const next = counters.get(key) ?? 0;
  counters.set(key, next + 1);
  return next;
}

/** A number with leading zeros. */
export function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
