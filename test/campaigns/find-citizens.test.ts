import type { Client } from 'pg';
import { findCitizens } from '../../src/campaigns/find-citizens';
import { type CitizenRecord, type ParticipantRecord, PARTICIPANT_KEYS } from '../../src/campaigns/participant-link';
import type { Site } from '../../src/database/site';
import { BlockIndex } from '../../src/linkage/blocking';
import { readName } from '../../src/linkage/personal-name';
import { connect } from '../audit/scratch-log';
import { openTestSite } from '../support/cluster';
import { type LinkedNation, readNation } from './read-nation';

let site: Site;
let client: Client;
let nation: LinkedNation;

beforeAll(async () => {
  site = await openTestSite();
  nation = await readNation(site);
  client = await connect(site.reader('population'));
});
afterAll(async () => {
  await client.end();
  await site.close();
});

const idsOf = (citizens: readonly CitizenRecord[]): readonly string[] => citizens.map(({ personalId }) => personalId);

test('the register’s indexes find for every participant of the nation whom the blocking keys find in memory', async () => {
  const index = new BlockIndex(PARTICIPANT_KEYS, 200);
  for (const citizen of nation.citizens) index.add(citizen);
  const differing: string[] = [];
  for (let start = 0; start < nation.participants.length; start += 1_000) {
    const some = nation.participants.slice(start, start + 1_000);
    (await findCitizens(client, some)).forEach(({ citizens, overflowing }, i) => {
      const expected = idsOf(index.find(some[i]!).rights.map((place) => nation.citizens[place]!)).toSorted();
      if (String(idsOf(citizens)) !== String(expected) || overflowing.length > 0)
        differing.push(some[i]!.insuranceNumber);
    });
  }
  expect(differing).toEqual([]);
}, 60_000);

test('a citizen is found with where they live and with that of their former numbers that was stated', async () => {
  const citizen = nation.citizens.find(
    ({ legacyCards, residences }) => legacyCards.length > 1 && residences.length > 1,
  )!;
  const { name, birth, sex } = citizen;
  const participant = {
    insuranceNumber: '0499000017',
    personalId: citizen.legacyCards[1]!,
    name,
    writtenName: '',
    birth,
    sex,
    residence: null,
  };
  const [found] = await findCitizens(client, [participant]);
  expect(found!.citizens).toContainEqual({ ...citizen, supersededIds: [], legacyCards: [citizen.legacyCards[1]] });
});

test.each([
  ['nothing', {}],
  ['a number that is none', { personalId: "12 or '1'='1" }],
  ['a name alone', { name: readName('Nguyễn Văn Nam') }],
  ['a day alone', { birth: { day: '1985-03-12', isYearOnly: false } }],
])('a participant who states %s is nobody’s candidate', async (_, stated) => {
  const participant: ParticipantRecord = {
    insuranceNumber: '0499000017',
    personalId: null,
    name: null,
    writtenName: '',
    birth: null,
    sex: null,
    residence: null,
    ...stated,
  };
  expect(await findCitizens(client, [participant])).toEqual([{ citizens: [], overflowing: [] }]);
});
