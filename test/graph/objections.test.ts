import { Client } from 'pg';
import type { PersonalId } from '../../src/values/personal-id';
import { type Asking, type ProtectedGateway, startProtectedGateway } from '../support/protected-gateway';
import { openTables, type RegisterTables } from '../support/register-tables';
import { codeOf, findPeople, type Log, LOG, nodesOf, readLog } from '../support/subject-log';

const DAY_MS = 86_400_000;
const PERSON = 'query ($id: PersonalId!) { person(personalId: $id) { citizen { fullName birthDate } } }';

let gateway: ProtectedGateway;
let tables: RegisterTables;
let officer: Asking;
/** How far the clock by which objections fall due is ahead. */
let ahead = 0;

beforeAll(async () => {
  gateway = await startProtectedGateway({ now: () => Date.now() + ahead });
  tables = openTables(gateway.site);
  officer = await gateway.as('hq-officer', 'campaign');
});
afterEach(() => (ahead = 0));
afterAll(async () => {
  await tables.close();
  await gateway.close();
});

const citizen = (id: PersonalId): Promise<Asking> => gateway.as('citizen', 'own-record', id);

describe('an objection', () => {
  const OBJECT = `mutation ($input: ObjectToDisclosureInput!) {
    objectToDisclosure(input: $input) { opened objection { id state grounds words overdue dueAt disclosure { purpose } } }
  }`;
  const ANSWER = `mutation ($input: AnswerObjectionInput!) {
    answerObjection(input: $input) { objection { id state hoursLeft answer { decision words inTime } } }
  }`;
  const LIST = `query ($state: ObjectionState) {
    objections(state: $state, first: 100) { id grounds words overdue hoursLeft disclosure { receiver purpose } }
  }`;
  const WORDS = 'My neighbour works there; số 904185012345';

  it('opens a case with a clock, is answered once by the data-protection officer, and the person reads the answer', async () => {
    const [{ id } = { id: '' as PersonalId }] = await findPeople(tables, 1, 20);
    const me = await citizen(id);
    await officer(PERSON, { id });
    const [disclosure] = nodesOf(await readLog(me));
    const input = { disclosure: disclosure!.id, grounds: 'NOT_NEEDED', words: WORDS };
    const objected = await me(OBJECT, { input });
    expect(objected.data).toMatchObject({
      objectToDisclosure: {
        opened: true,
        objection: {
          state: 'OPEN',
          grounds: 'NOT_NEEDED',
          words: WORDS,
          overdue: false,
          disclosure: { purpose: 'campaign' },
        },
      },
    });
    expect(await gateway.recordOf(objected)).toMatchObject({
      fields: ['Mutation.objectToDisclosure'],
      outcome: 'answered',
    });
    const again = await me(OBJECT, { input: { ...input, grounds: 'OTHER' } });
    const { objection } = (objected.data as unknown as { objectToDisclosure: { objection: { id: string } } })
      .objectToDisclosure;
    expect(again.data).toMatchObject({
      objectToDisclosure: { opened: false, objection: { id: objection.id, grounds: 'NOT_NEEDED' } },
    });

    const protector = await gateway.as('data-protection-officer', 'administration');
    const listed = await protector(LIST, { state: 'OPEN' });
    const { objections } = listed.data as unknown as { objections: { id: string }[] };
    expect(objections.find((each) => each.id === objection.id)).toMatchObject({
      words: WORDS,
      overdue: false,
      disclosure: { receiver: 'Viet Nam Social Security', purpose: 'campaign' },
    });
    expect(await gateway.recordOf(listed)).toMatchObject({ fields: ['Query.objections'], outcome: 'answered' });

    const answer = { objection: objection.id, decision: 'UPHELD', words: 'The officer has been told.' };
    const answered = await protector(ANSWER, { input: answer });
    expect(answered.data).toMatchObject({
      answerObjection: {
        objection: { state: 'ANSWERED', hoursLeft: null, answer: { decision: 'UPHELD', inTime: true } },
      },
    });
    const twice = await protector(ANSWER, { input: { ...answer, decision: 'REJECTED' } });
    expect(twice.errors?.[0]?.extensions).toMatchObject({ code: 'ARGUMENT_INVALID', reason: 'ANSWERED_ALREADY' });

    const seen = await me('{ myDisclosures { edges { node { purpose objection { answer { decision words } } } } } }');
    const log = (seen.data as unknown as { myDisclosures: Log }).myDisclosures;
    expect(nodesOf(log).find(({ purpose }) => purpose === 'campaign')).toMatchObject({
      objection: { answer: { decision: 'UPHELD', words: 'The officer has been told.' } },
    });
    // Whoever read and answered it is in the person's log too.
    expect(nodesOf(log).filter(({ purpose }) => purpose === 'administration')).toHaveLength(2);
    await expectNowhereInTheLog(WORDS);
  });

  it('that waits longer than two working days is overdue and stands at the head', async () => {
    const [one, other] = await findPeople(tables, 2, 24);
    const ids: string[] = [];
    for (const [{ id }, days] of [
      [one!, 0],
      [other!, 20],
    ] as const) {
      ahead = days * DAY_MS;
      await officer(PERSON, { id });
      const me = await citizen(id);
      const [disclosure] = nodesOf(await readLog(me));
      const { data } = await me(OBJECT, { input: { disclosure: disclosure!.id, grounds: 'OTHER' } });
      ids.push(
        (data as unknown as { objectToDisclosure: { objection: { id: string } } }).objectToDisclosure.objection.id,
      );
    }
    const { data } = await (await gateway.as('hq-officer', 'administration'))(LIST, { state: 'OPEN' });
    const { objections } = data as unknown as { objections: { id: string; overdue: boolean; hoursLeft: number }[] };
    const listed = objections.filter((each) => ids.includes(each.id));
    expect(listed).toMatchObject([
      { id: ids[0], overdue: true },
      { id: ids[1], overdue: false },
    ]);
    expect(listed[0]!.hoursLeft).toBeLessThan(0);
    expect(listed[1]!.hoursLeft).toBeGreaterThanOrEqual(24);
    const lefts = objections.map(({ hoursLeft }) => hoursLeft);
    expect(lefts).toEqual(lefts.toSorted((a, b) => a - b));
  });

  it('to somebody else’s disclosure, to none, or without an answer’s words is refused', async () => {
    const [one, other] = await findPeople(tables, 2, 28);
    await officer(PERSON, { id: one!.id });
    const [disclosure] = nodesOf(await readLog(await citizen(one!.id)));
    const stranger = await citizen(other!.id);
    for (const id of [disclosure!.id, 'none']) {
      const { errors } = await stranger(OBJECT, { input: { disclosure: id, grounds: 'OTHER' } });
      expect(errors?.[0]?.extensions).toMatchObject({
        code: 'ARGUMENT_INVALID',
        argument: 'input.disclosure',
        reason: 'DISCLOSURE_UNKNOWN',
      });
    }
    const protector = await gateway.as('data-protection-officer', 'administration');
    const blank = { objection: 'none', decision: 'UPHELD', words: ' ' };
    for (const [input, reason] of [
      [blank, 'BLANK'],
      [{ ...blank, words: 'x'.repeat(2_001) }, 'LENGTH'],
      [{ ...blank, words: 'x' }, 'OBJECTION_UNKNOWN'],
      [{ ...blank, objection: '00000000-0000-4000-8000-000000000000', words: 'x' }, 'OBJECTION_UNKNOWN'],
    ] as const) {
      const { errors } = await protector(ANSWER, { input });
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'ARGUMENT_INVALID', reason });
    }
  });

  it('is nothing that a branch or a ministry knows of', async () => {
    const branch = await gateway.as('branch-officer-04', 'campaign');
    const ministry = await gateway.as('ministry-of-health', 'health-insurance-payment');
    for (const ask of [branch, ministry]) {
      expect(codeOf(await ask('{ objections { id } }'))).toBe('GRAPHQL_VALIDATION_FAILED');
      expect(codeOf(await ask(LOG))).toBe('GRAPHQL_VALIDATION_FAILED');
    }
  });

  it('cannot be changed or taken back by the gateway', async () => {
    const client = new Client(gateway.site.writer());
    await client.connect();
    for (const text of ['update sharing.objection set words = null', 'delete from sharing.objection_answer']) {
      await expect(client.query(text)).rejects.toMatchObject({ code: '42501' });
    }
    await client.end();
  });
});

async function expectNowhereInTheLog(words: string): Promise<void> {
  const found = await tables.select('gateway', 'select seq from audit.record where body like $1', [`%${words}%`]);
  expect(found).toEqual([]);
  const kept = await tables.select('gateway', 'select objection from sharing.objection where words = $1', [words]);
  expect(kept).toHaveLength(1);
}
