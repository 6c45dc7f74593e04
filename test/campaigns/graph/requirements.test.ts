import type { Access, Agreement } from '../../../src/agreements/agreement';
import { DEMONSTRATION_AGREEMENTS } from '../../../src/demo/agreements';
import { resolveGrants } from '../../../src/planning/view/grants';
import { graphSchema } from '../../../src/server/graph-schema';

const grant = (access: Access, ...fields: string[]): Agreement['grants'][number] => ({
  ...{ access, fields, classes: [], of: null },
});
const EVERY_ROW: Agreement['rows'] = { provinces: null, employers: null, people: null, groups: null };
const REGISTERS = ['Participant.*', 'Citizen.*', 'Residence.*', 'SupersededId.*', 'LegacyIdCard.*', 'HealthCard.*'];
const REVIEW = ['Query.campaignReview', 'Mutation.claimReview', 'Mutation.decideReview'];

const resolve = (grants: Agreement['grants'], rows: Partial<Agreement['rows']> = {}): readonly string[] =>
  resolveGrants(graphSchema(), { grants, rows: { ...EVERY_ROW, ...rows } }).map(([coordinate]) => coordinate);

test('whoever sees all that is compared may review', () => {
  expect(resolve([grant('READ', ...REGISTERS, ...REVIEW)])).toEqual(expect.arrayContaining(REVIEW));
});

test.each([
  ['LAST_FOUR', 'Participant.personalId'],
  ['YEAR_ONLY', 'Citizen.birthDate'],
  ['VERIFY', 'Citizen.fullName'],
] as const)(
  'a review, whose explanation would tell what is behind %s on %s, cannot be granted beside it',
  (access, field) => {
    for (const each of REVIEW) {
      const grants = [grant('READ', ...REGISTERS, each), grant(access, field)];
      expect(() => resolve(grants)).toThrow(`${each}: it tells of ${field}, which is not granted as it is`);
    }
  },
);

test('what a correction changed is not told where the ID of a card is masked', () => {
  const grants = [
    grant('READ', ...REGISTERS, 'Query.campaignCorrections'),
    grant('LAST_FOUR', 'HealthCard.personalId'),
  ];
  expect(() => resolve(grants)).toThrow('it tells of HealthCard.personalId');
});

test.each([
  ['employers', { employers: ['0100047516'] }],
  ['listed people', { people: ['904185012345'] }],
  ['groups', { groups: ['DN'] }],
])('campaigns cannot be granted to whom rows of %s alone are', (_, rows) => {
  const grants = [grant('READ', 'Query.campaigns', 'Mutation.createCampaign')];
  expect(() => resolve(grants, rows)).toThrow('Query.campaigns: campaigns can be narrowed to provinces');
  expect(resolve(grants, { provinces: ['04'] })).toEqual(['Mutation.createCampaign', 'Query.campaigns']);
});

test('a pattern that grants all of the root grants no campaign', () => {
  expect(resolve([grant('READ', 'Query.*', ...REGISTERS)]).filter((name) => /campaign/i.test(name))).toEqual([]);
});

test('of the demonstration’s mandates those of headquarters and branches run campaigns, and no other', () => {
  const running = DEMONSTRATION_AGREEMENTS.filter(({ grants, rows }) =>
    resolveGrants(graphSchema(), { grants, rows }).some(([coordinate]) => /ampaign|Mutation.*Review/.test(coordinate)),
  );
  expect(running.map(({ id }) => id)).toEqual(['headquarters', 'branch']);
});
