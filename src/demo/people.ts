import { birthdayAt, dayOf, yearOf, type Period } from './calendar';
import { drawPlace, type Place, type Region } from './geography';
import { drawName } from './names';
import { identify, type IdentifierIssue } from './identifiers';
import {
  CRUDE_DEATH_RATE,
  drawAgeAtDeathInDays,
  drawAgeInDays,
  ethnicityTable,
  maleShareAt,
  type Ethnicity,
} from './population-model';
import { WeightedTable, type RandomStream } from './random';

/** One person of the nation as he or she truly is; every register states something of this. */
export interface Person {
  index: number;
  fullName: string;
  sex: 'M' | 'F';
  birth: number;
  birthYear: number;
  /** The day of death, or null for those who live at the as-of date. */
  died: number | null;
  deathRegistered: number | null;
  region: Region;
  place: Place;
  /** Where the person lived before, and until when, or null. */
  earlierRegion: Region | null;
  earlierPlace: Place | null;
  movedOn: number | null;
  birthRegion: Region;
  ethnicity: Ethnicity;
  personalId: string;
  /** The number held before a correction, or null. */
  supersededId: string | null;
  supersededOn: number | null;
  supersededReason: 'SEX' | 'BIRTH' | 'DUPLICATE' | 'ERROR' | null;
  /** Old identity cards in the order of issue: none, one or two. */
  legacyCards: readonly LegacyCard[];
  /** How many times more than on average this person's records are wrong. */
  carelessness: number;
}

/** An old identity card of nine digits. */
export interface LegacyCard {
  readonly number: string;
  readonly issuedOn: number;
  readonly region: Region;
}

/** Share of people who were born in the province they live in; the south-east took in the most. Assumptions. */
const NATIVE_SHARE: Readonly<Record<string, number>> = {
  SE: 0.68,
  RRD: 0.88,
  MRD: 0.95,
  NMM: 0.94,
  NCC: 0.95,
  CH: 0.78,
};

/** Draws the people of a nation one after another; numbers are handed out in that order. */
export class People {
  private readonly drawRegion: WeightedTable<Region>;
  private readonly drawOrigin: WeightedTable<Region>;
  private readonly ethnicities: readonly WeightedTable<Ethnicity>[];
  /** The living first, then those who died since the period's start. */
  readonly count: number;

  constructor(
    readonly regions: readonly Region[],
    readonly period: Period,
    readonly citizens: number,
    private readonly issue: IdentifierIssue,
  ) {
    const persons = regions.map((region) => region.persons['2023']);
    this.drawRegion = new WeightedTable(regions, persons);
    this.drawOrigin = new WeightedTable(
      regions,
      regions.map((region, index) => (persons[index] as number) * (region.regionCode === 'SE' ? 0.15 : 1)),
    );
    this.ethnicities = regions.map((region) => ethnicityTable(region));
    this.count = citizens + Math.round((citizens * CRUDE_DEATH_RATE * (period.asOf - period.start + 1)) / 365.25);
  }

  /** The person with an index from 0 to count - 1; to be called in ascending order without gaps. */
  draw(index: number, random: RandomStream): Person {
    const { period } = this;
    const region = this.drawRegion.draw(random);
    const dead = index >= this.citizens;
    const died = dead ? random.between(period.start, period.asOf) : null;
    const age = dead ? drawAgeAtDeathInDays(random) : drawAgeInDays(random);
    const birth = (died ?? period.asOf) - age;
    const birthYear = yearOf(birth);
    const sex = random.next() < maleShareAt(age) ? 'M' : 'F';
    const native = random.next() < (NATIVE_SHARE[region.regionCode] as number);
    const birthRegion = native ? region : this.drawOrigin.draw(random);
    const ethnicity = (this.ethnicities[birthRegion.index] as WeightedTable<Ethnicity>).draw(random);
    const place = drawPlace(region, random);
    const person: Person = {
      index,
      fullName: drawName(birthRegion.part, ethnicity, sex, birthYear, random),
      sex,
      birth,
      birthYear,
      died,
      deathRegistered: null,
      region,
      place,
      earlierRegion: null,
      earlierPlace: null,
      movedOn: null,
      birthRegion,
      ethnicity,
      personalId: '',
      supersededId: null,
      supersededOn: null,
      supersededReason: null,
      legacyCards: NO_CARDS,
      carelessness: drawCarelessness(birthYear, place.urban, random),
    };
    if (died !== null) person.deathRegistered = Math.min(period.asOf, died + deathLag(random));
    drawMove(person, period, random);
    identify(person, this.issue, period, random);
    return person;
  }
}

const NO_CARDS: readonly LegacyCard[] = [];

/** Days from a death to its registration: mostly within two months, some half a year. */
function deathLag(random: RandomStream): number {
  return random.chance(0.7) ? random.between(0, 60) : random.between(61, 180);
}

/**
 * About one record in six is careless and carries most errors; more among those born before 1960 and in rural
 * communes. The factors average about 1 over the nation.
 */
function drawCarelessness(birthYear: number, urban: boolean, random: RandomStream): number {
  const chance = 0.11 + (birthYear < 1960 ? 0.09 : 0) + (urban ? 0 : 0.05);
  return random.chance(chance) ? 4 : 0.47;
}

function drawMove(person: Person, period: Period, random: RandomStream): void {
  const abroad = person.birthRegion !== person.region;
  if (!abroad && !random.chance(0.12)) return;
  const adult = Math.min(birthdayAt(person.birth, 18), dayOf(period.asOfYear - 5, 1, 1));
  const earliest = Math.max(person.birth, adult);
  const latest = Math.min(period.asOf, person.died ?? period.asOf);
  person.earlierRegion = person.birthRegion;
  person.earlierPlace = drawPlace(person.birthRegion, random);
  person.movedOn = random.between(earliest, Math.max(earliest, latest - 1));
  if (person.movedOn >= latest || person.earlierPlace === person.place) {
    person.movedOn = null;
    person.earlierRegion = null;
    person.earlierPlace = null;
  }
}
