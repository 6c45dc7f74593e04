import { setTimeout as delay } from 'node:timers/promises';
import { type AdministeredSite, openAdministeredSite, type Replica, someDocument } from '../graph/administered-site';
import type { Answer } from '../support/gateway';

/** What is decided at one replica has to be in force at every one within this time, without a restart. */
const MOST_MS = 5_000;

let site: AdministeredSite;
let [here, elsewhere]: Replica[] = [];

beforeAll(async () => {
  site = await openAdministeredSite('agreements_in_force');
  [here, elsewhere] = [await site.start(), await site.start()];
});
afterAll(() => site.close());

/** Who asks under the agreement of these tests; nothing else lets this system ask for the purpose. */
function useIt(replica: Replica): Promise<Answer> {
  return replica.ask('public-security', 'tax-review', '{ participant(insuranceNumber: "0499000017") { sex } }');
}

async function codeAt(replica: Replica): Promise<unknown> {
  const { errors } = await useIt(replica);
  return errors?.[0]?.extensions['code'] ?? 'ANSWERED';
}

/** Waits until a replica answers with a code; throws when it takes longer than it may. */
async function waitForCode(replica: Replica, code: string): Promise<number> {
  const started = performance.now();
  for (;;) {
    const found = await codeAt(replica);
    const ms = performance.now() - started;
    if (found === code) return ms;
    if (ms > MOST_MS) throw new Error(`after ${Math.round(ms)} ms it is still ${String(found)} and not ${code}`);
    await delay(50);
  }
}

async function decide(persona: 'hq-officer' | 'hq-officer-2', mutation: string): Promise<void> {
  const { data, errors } = await here!.ask(persona, 'administration', `mutation { ${mutation} { faults { reason } } }`);
  expect(errors).toBeUndefined();
  expect(Object.values(data ?? {})).toEqual([{ faults: [] }]);
}

async function proposeAndActivate(version: number, changes: Readonly<Record<string, unknown>>): Promise<void> {
  // Its only agreement, so that the reason of a refusal is this agreement's.
  const document = someDocument({ id: 'public-security', purposes: ['tax-review'], rows: EVERY_ROW, ...changes });
  await decide('hq-officer', `proposeAgreement(input: { document: ${JSON.stringify(document)} })`);
  await decide('hq-officer-2', `activateAgreement(input: { id: "public-security", version: ${version} })`);
}

const EVERY_ROW = { provinces: null, employers: null, people: null, groups: null };

/** At the replica that was told it is in force at once, at the other within the time. */
async function expectEverywhere(code: string): Promise<void> {
  expect(await codeAt(here!)).toBe(code);
  const ms = await waitForCode(elsewhere!, code);
  expect(ms).toBeLessThan(MOST_MS);
}

test('activation, suspension, resumption and expiry are in force on both replicas', async () => {
  expect([await codeAt(here!), await codeAt(elsewhere!)]).toEqual(['PURPOSE_NOT_GRANTED', 'PURPOSE_NOT_GRANTED']);
  await proposeAndActivate(2, {});
  await expectEverywhere('ANSWERED');

  await decide('hq-officer', 'suspendAgreement(input: { id: "public-security", reason: "a complaint" })');
  await expectEverywhere('AGREEMENT_SUSPENDED');

  await decide('hq-officer-2', 'resumeAgreement(input: { id: "public-security" })');
  await expectEverywhere('ANSWERED');

  const yesterday = new Date(Date.now() + 7 * 3_600_000 - 86_400_000).toISOString().slice(0, 10);
  await proposeAndActivate(3, { validTo: yesterday });
  await expectEverywhere('AGREEMENT_EXPIRED');

  const tomorrow = new Date(Date.now() + 7 * 3_600_000 + 86_400_000).toISOString().slice(0, 10);
  await proposeAndActivate(4, { validFrom: tomorrow });
  await expectEverywhere('AGREEMENT_NOT_YET_VALID');
});

test('what a new version grants no more is gone on both replicas', async () => {
  await proposeAndActivate(5, {});
  await expectEverywhere('ANSWERED');
  await proposeAndActivate(6, { grants: [{ access: 'READ', fields: ['Query.participant', 'Participant.fullName'] }] });
  await expectEverywhere('GRAPHQL_VALIDATION_FAILED');
  const refused = await useIt(elsewhere!);
  expect(refused.errors?.[0]?.message).toBe('Cannot query field "sex" on type "Participant".');
});

test('refusals of both replicas are on record, each with its reason', async () => {
  const records = (await site.records()).filter(({ actor }) => actor.subject === 'public-security');
  const reasons = new Set(records.map(({ reason }) => reason));
  expect(reasons).toEqual(
    new Set([
      'PURPOSE_NOT_GRANTED',
      null,
      'AGREEMENT_SUSPENDED',
      'AGREEMENT_EXPIRED',
      'AGREEMENT_NOT_YET_VALID',
      'DOCUMENT_INVALID',
    ]),
  );
  expect(records.filter(({ reason }) => reason !== null).map(({ decision }) => decision)).not.toContain('allowed');
});
