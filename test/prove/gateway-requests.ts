import type { PurposeCode } from '../../src/agreements/purposes';
import type { Site } from '../../src/database/site';
import { DEMONSTRATION_ISSUER, signPersonaToken } from '../../src/demo/demonstration-issuer';
import type { ErrorCode } from '../../src/errors';
import type { Actor } from '../../src/identity/actor';
import { headersOf } from '../agreements/quota-agreement';
import type { Random } from '../audit/attacks';
import { withClient } from '../support/scratch-register';

/** What clients ask a gateway whose own database fails. */

type Headers = Readonly<Record<string, string>>;

/** One kind of request: who asks what. */
export interface Kind {
  readonly name: string;
  readonly document: string;
  readonly headers: (random: Random) => Headers;
  readonly variables: (random: Random) => Readonly<Record<string, unknown>>;
  /** Whether it may be answered with personal data, and the code with which it may be refused also when nothing fails. */
  readonly isAnswered: boolean;
  readonly expected: ErrorCode | null;
  readonly hasQuota: boolean;
  /** How many people an answer tells of. */
  readonly people: (data: unknown) => number;
}

export interface Kinds {
  readonly pick: (random: Random) => Kind;
}

/** Ministries under an agreement with ample quotas, and with one that is used up after a moment. */
export const PROOF_MINISTRY = 'proof-ministry';
export const SPENT_MINISTRY = 'spent-ministry';

const PAGE = `query Page($province: ProvinceCode, $first: Int!) {
  participants(filter: { province: $province, scheme: COMPULSORY_SI }, first: $first) { edges { node {
    insuranceNumber fullName birthDate personalId citizen { personalId fullName status } employer { taxCode name }
    contributions(first: 3) { month amount } healthCards { cardNumber validTo }
    taxpayer { taxCode incomes(first: 1) { year grossIncome } }
  } } }
}`;
const PARTICIPANT = `query One($number: InsuranceNumber!) {
  participant(insuranceNumber: $number) { insuranceNumber personalId fullName birthDate citizen { personalId fullName } }
}`;
const PERSON = 'query One($id: PersonalId!) { person(personalId: $id) { personalId citizen { fullName birthDate } } }';
const CARD = 'query One($card: HealthCardNumber!) { healthCard(cardNumber: $card) { cardNumber personalId validTo } }';
const VERIFY = `query Verify($id: PersonalId!) {
  verify(personalId: $id, statements: [{ field: CITIZEN_SEX, value: "MALE" }])
}`;
const OWN = '{ myRecord { personalId citizen { fullName birthDate } participants { insuranceNumber } } }';

interface Someone {
  readonly id: string;
  readonly number: string;
}

/** The kinds, with the tokens of those who ask and the people who are asked about. */
export async function makeKinds(site: Site, secret: Buffer): Promise<Kinds> {
  const people = await listPeople(site);
  const cards = await list<{ card: string }>(site, 'health', 'select card_number as card from share.card limit 500');
  const numbers = await list<{ number: string }>(
    site,
    'insurance',
    'select insurance_number as number from share.participant order by md5(insurance_number) limit 500',
  );
  const one = <T>(items: readonly T[], random: Random): T => items[random(items.length)] as T;
  const officer = await actorHeaders(
    secret,
    { kind: 'officer', subject: 'hq-officer', roles: ['headquarters'] },
    'campaign',
  );
  const branchOfficer = { kind: 'officer', subject: 'branch-officer-79', roles: ['branch'], province: '79' } as const;
  const branch = await actorHeaders(secret, branchOfficer, 'inspection');
  const health = await actorHeaders(
    secret,
    { kind: 'partner', subject: 'ministry-of-health', client: 'ministry-of-health' },
    'health-insurance-payment',
  );
  const lapsed = await actorHeaders(
    secret,
    { kind: 'partner', subject: 'lapsed-ministry', client: 'lapsed-ministry' },
    'health-insurance-payment',
  );
  const citizens = await Promise.all(
    people.slice(0, 20).map(({ id }) => {
      const actor = { kind: 'citizen', subject: `citizen-${id.slice(-4)}`, client: 'citizen-portal' } as const;
      return actorHeaders(secret, { ...actor, personalId: id as Actor['personalId'] }, 'own-record');
    }),
  );
  const ministry = await headersOf(secret, PROOF_MINISTRY);
  const spent = await headersOf(secret, SPENT_MINISTRY);

  const nothing = (): Readonly<Record<string, unknown>> => ({});
  const answered = (
    name: string,
    document: string,
    headers: Headers,
    variables: Kind['variables'],
    people: Kind['people'] = onePerson,
  ): Kind => ({
    name,
    document,
    headers: () => headers,
    variables,
    isAnswered: true,
    expected: null,
    hasQuota: headers === ministry,
    people,
  });
  const refused = (
    name: string,
    document: string,
    headers: Headers,
    expected: ErrorCode,
    variables: Kind['variables'] = nothing,
  ): Kind => ({
    ...answered(name, document, headers, variables),
    isAnswered: expected === 'QUOTA_EXCEEDED',
    expected,
  });
  const number: Kind['variables'] = (random) => ({ number: one(numbers, random).number });
  const id: Kind['variables'] = (random) => ({ id: one(people, random).id });
  const kinds: readonly (readonly [number, Kind])[] = [
    [3, answered('page of the headquarters', PAGE, officer, () => ({ first: 5 }), peopleOfPage)],
    [2, answered('page of a branch', PAGE, branch, () => ({ first: 3, province: '79' }), peopleOfPage)],
    [6, answered('participant for a ministry', PARTICIPANT, ministry, number)],
    [4, answered('person for a ministry', PERSON, ministry, id)],
    [3, answered('verdict for an officer', VERIFY, officer, id)],
    [3, answered('card for an officer', CARD, officer, (random) => ({ card: one(cards, random).card }))],
    [3, { ...answered('own record', OWN, {}, nothing), headers: (random) => one(citizens, random) }],
    [1, refused('person, quota used up', PERSON, spent, 'QUOTA_EXCEEDED', id)],
    [
      1,
      refused('lapsed agreement', CARD, lapsed, 'AGREEMENT_EXPIRED', (random) => ({ card: one(cards, random).card })),
    ],
    [1, refused('another purpose', CARD, { ...health, 'lienthong-purpose': 'campaign' }, 'PURPOSE_NOT_GRANTED')],
  ];
  const drawn = kinds.flatMap(([times, kind]) => Array.from({ length: times }, () => kind));
  return { pick: (random) => one(drawn, random) };
}

function onePerson(data: unknown): number {
  return Object.values(data as object).some((value) => value !== null) ? 1 : 0;
}

interface Page {
  readonly participants: {
    readonly edges: readonly {
      readonly node: { readonly personalId: string | null; readonly insuranceNumber: string };
    }[];
  };
}

/** People are those whom the records state, and each record that states nobody is one. */
function peopleOfPage(data: unknown): number {
  const { edges } = (data as Page).participants;
  return new Set(edges.map(({ node }) => node.personalId ?? node.insuranceNumber)).size;
}

async function actorHeaders(
  secret: Buffer,
  actor: Partial<Actor> & Pick<Actor, 'kind' | 'subject'>,
  purpose: PurposeCode,
): Promise<Headers> {
  const whole = { issuer: DEMONSTRATION_ISSUER, client: 'social-insurance-workplace', roles: [], province: null };
  const token = await signPersonaToken(secret, { ...whole, personalId: null, ...actor }, new Date());
  return { authorization: `Bearer ${token}`, 'lienthong-purpose': purpose, 'lienthong-case': 'PROOF/1' };
}

async function listPeople(site: Site): Promise<readonly Someone[]> {
  const citizens = await list<{ id: string }>(
    site,
    'population',
    "select personal_id as id from share.citizen where status = 'A'",
  );
  const ids = new Set(citizens.map((citizen) => citizen.id));
  const participants = await list<Someone>(
    site,
    'insurance',
    'select personal_id as id, insurance_number as number from share.participant order by md5(insurance_number)',
  );
  return participants.filter(({ id }) => ids.has(id));
}

function list<Row>(site: Site, register: 'population' | 'insurance' | 'health', sql: string): Promise<readonly Row[]> {
  return withClient(site.reader(register), async (client) => (await client.query(sql)).rows as Row[]);
}
