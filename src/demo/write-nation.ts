import { CollectionSums, writeCollections } from './contributions';
import { writeInspections, writeTargets, writeUnits } from './employer-records';
import { drawFacilities, writeFacilities } from './facilities';
import { writeCards, type DiagnosisKeys } from './health';
import { writeParticipant } from './insurance';
import { DOMAIN, type Nation } from './nation';
import { People, type Person } from './people';
import { writeCitizen } from './population';
import { RandomStream } from './random';
import { drawParticipation } from './schemes';
import { PayerSums, writeHeadCounts, writeOrganisations, writeTaxpayer } from './tax';
import type { ProvinceParticipation } from './participation-model';

/** Adults drawn shortly before, whose numbers or papers others may use. */
const RECENT = 64;

/**
 * Writes a whole nation, person after person, into the sinks. After every person `pause` is asked; when it gives a
 * promise, the next person waits for it, which keeps the memory bounded. Nobody is kept but the last few adults and
 * the sums by employer.
 */
export async function writeNation(
  nation: Nation,
  keys: DiagnosisKeys,
  pause: (done: number) => Promise<void> | null,
): Promise<void> {
  const people = new People(nation.regions, nation.period, nation.citizens, nation.issue);
  const collections = new CollectionSums(nation.employers.units.length, nation.regions.length);
  const payers = new PayerSums(nation.employers.organisations.length, nation.seed);
  const facilities = drawFacilities(nation.regions);
  const recent: Person[] = [];
  const random = new RandomStream();
  const streamOf = (domain: number, index: number): RandomStream => random.key(nation.seed, domain, index);
  writeUnits(nation);
  writeOrganisations(nation);
  writeFacilities(nation);
  for (let index = 0; index < people.count; index += 1) {
    const person = people.draw(index, streamOf(DOMAIN.person, index));
    writeCitizen(nation, person, streamOf(DOMAIN.population, index));
    const model = nation.participation[person.region.index] as ProvinceParticipation;
    const taken = drawParticipation(
      person,
      model,
      nation.employers,
      nation.period,
      streamOf(DOMAIN.participation, index),
    );
    const participant = writeParticipant(nation, person, taken, recent, collections, streamOf(DOMAIN.insurance, index));
    writeTaxpayer(nation, person, taken.jobs, recent, payers, streamOf(DOMAIN.tax, index));
    if (participant !== null) {
      writeCards(nation, person, participant, taken, recent, facilities, keys, streamOf(DOMAIN.health, index));
    }
    if (person.birthYear < nation.period.asOfYear - 25 && person.died === null) recent[index % RECENT] = person;
    const wait = pause((index + 1) / people.count);
    if (wait !== null) await wait;
  }
  writeCollections(nation, collections);
  writeTargets(nation, collections);
  writeInspections(nation, collections);
  writeHeadCounts(nation, payers);
}
