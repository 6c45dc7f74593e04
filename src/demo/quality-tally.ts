import {
  QUALITY_DIMENSIONS,
  type QualityCounts,
  type QualityDimension,
  type QualityGroup,
} from '../values/campaign-quality';
import type { Linked } from './linked-citizen';
import type { TruePerson } from './truth';

/** Counts by groups how participants were linked, held against the truth. Keeps counts alone. */

/** What nobody would call an anomaly of an ID: the same name in another writing, another address. */
const NO_ANOMALIES = ['SPELLING_VARIANT', 'RESIDENCE_STALE', 'COMMUNE_OBSOLETE'];
/** Working under another person's papers cannot be seen in one pair of records. */
const APART = 'BORROWED_IDENTITY';
const AGE_BANDS = [
  { from: 60, key: '60+' },
  { from: 40, key: '40-59' },
  { from: 18, key: '18-39' },
  { from: 0, key: '0-17' },
] as const;

/** A participant in scope. */
export interface JudgedParticipant {
  readonly province: string;
  readonly truth: TruePerson;
  /** Whether the population register has a record of them. */
  readonly isCitizen: boolean;
  readonly linked: Linked;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

export class QualityTally {
  private readonly groups = new Map<string, Mutable<QualityCounts> & { dimension: QualityDimension; key: string }>();

  /** `asOf`, yyyy-mm-dd, is the day at which people have their ages. */
  constructor(private readonly asOf: string) {}

  add(participant: JudgedParticipant): void {
    for (const [dimension, key] of this.groupsOf(participant)) this.count(dimension, key, participant);
  }

  /** In the order of the dimensions, then of the keys. */
  report(): readonly QualityGroup[] {
    const place = ({ dimension }: QualityGroup): number => QUALITY_DIMENSIONS.indexOf(dimension);
    return [...this.groups.values()].sort(
      (one, other) => place(one) - place(other) || (one.key < other.key ? -1 : Number(one.key > other.key)),
    );
  }

  private groupsOf({ province, truth }: JudgedParticipant): readonly (readonly [QualityDimension, string])[] {
    const { errors, birthDate, sex } = truth;
    if (errors.includes(APART)) return [['APART', APART]];
    const age = ageOn(birthDate, this.asOf);
    return [
      ['ALL', ''],
      ...(errors.some((kind) => !NO_ANOMALIES.includes(kind)) ? ([['ANOMALOUS', '']] as const) : []),
      ...errors.map((kind) => ['KIND', kind] as const),
      ['PROVINCE', province],
      ['AGE', AGE_BANDS.find(({ from }) => age >= from)?.key ?? AGE_BANDS[3].key],
      ['SEX', sex],
    ];
  }

  private count(
    dimension: QualityDimension,
    key: string,
    { truth: { personalId }, isCitizen, linked: { automatic, final } }: JudgedParticipant,
  ): void {
    const name = `${dimension} ${key}`;
    const group = this.groups.get(name) ?? {
      dimension,
      key,
      participants: 0,
      automatic: 0,
      automaticRight: 0,
      strangersLinked: 0,
      recalled: 0,
    };
    this.groups.set(name, group);
    if (!isCitizen) {
      if (automatic !== null) group.strangersLinked += 1;
      return;
    }
    group.participants += 1;
    if (automatic !== null) group.automatic += 1;
    if (automatic === personalId) group.automaticRight += 1;
    if (final === personalId) group.recalled += 1;
  }
}

/** Full years between two days, both yyyy-mm-dd. */
function ageOn(birth: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
  return birth.slice(5) > day.slice(5) ? years - 1 : years;
}
