import { dayText, parseDay } from './calendar';
import { NULL } from './copy';
import { yearOnlyRate } from './error-rates';
import { drawPlace } from './geography';
import { pad } from './identifiers';
import { placeColumns, type Nation } from './nation';
import type { Person } from './people';
import type { RandomStream } from './random';

/** Share of people whose population record has been verified, and of those with a temporary residence. */
const VERIFIED_SHARE = 0.97;
const TEMPORARY_SHARE = 0.04;
/** The reference itself knows only the year of some old people's births: a third of the insurance register's share. */
const YEAR_ONLY_PART = 0.33;
const START_OF_DATABASE = parseDay('2017-01-01');

/** Writes a person into the population register and the ground truth. */
export function writeCitizen(nation: Nation, person: Person, random: RandomStream): void {
  const { sinks, period } = nation;
  const { personalId, died } = person;
  const base = person.index * 4;
  const recorded = random.between(
    Math.max(person.birth, START_OF_DATABASE),
    Math.min(period.asOf, died ?? period.asOf),
  );
  const verified = random.chance(VERIFIED_SHARE)
    ? dayText(random.between(recorded, Math.min(period.asOf, died ?? period.asOf)))
    : NULL;
  let birth = dayText(person.birth);
  let precision = 'D';
  sinks.truth.person.add(
    `${person.index}\t${personalId}\t${person.fullName}\t${birth}\t${person.sex}\t${person.region.code}\t${died === null ? NULL : dayText(died)}\n`,
  );
  nation.noteRecord('population', personalId, person);
  if (
    random.next() < yearOnlyRate(person.birthYear) * nation.factor * person.carelessness * YEAR_ONLY_PART &&
    person.birthYear < 1980
  ) {
    nation.note('population', personalId, 'birth_date', 'YEAR_ONLY', birth);
    birth = `${person.birthYear}-01-01`;
    precision = 'Y';
  }
  sinks.population.citizen.add(
    `${personalId}\t${person.fullName}\t${birth}\t${precision}\t${person.sex}\t${died === null ? 'A' : 'D'}\t${verified}\t${dayText(recorded)}\n`,
  );
  writeResidences(nation, person, base, random);
  if (died !== null && person.deathRegistered !== null) {
    sinks.population.death.add(
      `${personalId}\t${dayText(died)}\t${dayText(person.deathRegistered)}\tTK${person.region.code}${pad(person.index, 8)}\n`,
    );
  }
  for (const card of person.legacyCards) {
    sinks.population.legacy_id_card.add(
      `${card.number}\t${personalId}\t${dayText(card.issuedOn)}\t${card.region.code}\t${card.region.validFrom}\n`,
    );
  }
  if (person.supersededId !== null) {
    sinks.population.superseded_id.add(
      `${person.supersededId}\t${personalId}\t${dayText(person.supersededOn as number)}\t${person.supersededReason as string}\n`,
    );
  }
}

function writeResidences(nation: Nation, person: Person, base: number, random: RandomStream): void {
  const { residence } = nation.sinks.population;
  const add = (id: number, kind: string, place: string, from: number, to: number | null): void => {
    residence.add(
      `${id}\t${person.personalId}\t${kind}\t${place}\t${dayText(from)}\t${to === null ? NULL : dayText(to)}\n`,
    );
  };
  const { movedOn, earlierRegion, earlierPlace } = person;
  if (movedOn !== null && earlierRegion !== null && earlierPlace !== null && movedOn > person.birth) {
    add(base, 'P', placeColumns(earlierRegion, earlierPlace), person.birth, movedOn - 1);
    add(base + 1, 'P', placeColumns(person.region, person.place), movedOn, null);
  } else add(base + 1, 'P', placeColumns(person.region, person.place), person.birth, null);
  if (random.chance(TEMPORARY_SHARE)) {
    const from = random.between(
      Math.max(person.birth, nation.period.start - 1000),
      Math.min(nation.period.asOf, person.died ?? nation.period.asOf),
    );
    const elsewhere = random.pick(nation.regions);
    add(base + 2, 'T', placeColumns(elsewhere, drawPlace(elsewhere, random)), from, null);
  }
}
