import type { Agreement, Grant, Limits, RowScope } from '../agreements/agreement';
import { OF_BEARER } from '../agreements/agreement';

/**
 * The agreements and mandates of the demonstration: one for each persona, as an agreement of their kind could be. Each is
 * proposed by one officer of the headquarters and activated by the other, as every agreement is.
 */

const read = (...fields: string[]): Grant => ({ access: 'READ', fields, classes: [], of: null });
const mask = (access: Grant['access'], ...fields: string[]): Grant => ({ access, fields, classes: [], of: null });

const EVERY_ROW: RowScope = { provinces: null, employers: null, people: null, groups: null };
const UNLIMITED: Limits = {
  peoplePerDay: null,
  peoplePerMonth: null,
  identifiersPerDay: null,
  pricePerMinute: null,
  price: 5_000,
};

const DIVISIONS = read(
  'Query.province',
  'Query.provinces',
  'Query.commune',
  'Query.publishedFigures',
  'Province.*',
  'Commune.*',
  'PublishedFigure.*',
  'PublishedFigureFilter.*',
);

const REGISTERS = read(
  'Query.*',
  'Person.*',
  'Employer.*',
  'Citizen.*',
  'Residence.*',
  'Death.*',
  'LegacyIdCard.*',
  'SupersededId.*',
  'Participant.*',
  'Participation.*',
  'Contribution.*',
  'OneTimeAllowance.*',
  'SupportPayment.*',
  'VssIdAccount.*',
  'EmployerUnit.*',
  'EmployerCollection.*',
  'Inspection.*',
  'Target.*',
  'Taxpayer.*',
  'Income.*',
  'TaxOrganisation.*',
  'HeadCount.*',
  'HealthCard.*',
  'Claim.*',
  'Facility.*',
  'Dataset.*',
  'ParticipantFilter.*',
  'SearchPeopleInput.*',
);

/** Power over agreements: reading them, taking one out of force, and everything else. */
const READS_AGREEMENTS = read('Query.agreements', 'Query.agreement');
const SUSPENDS_AGREEMENTS = read('Mutation.suspendAgreement');
const DECIDES_AGREEMENTS = read('Mutation.proposeAgreement', 'Mutation.activateAgreement', 'Mutation.resumeAgreement');
/** Answering those who object to a disclosure of their data. */
const ANSWERS_SUBJECTS = read('Query.objections', 'Mutation.answerObjection');

/** Running campaigns and reviewing what they find, within the officer's provinces. */
const RUNS_CAMPAIGNS = read(
  'Query.campaigns',
  'Query.campaign',
  'Query.campaignReview',
  'Query.campaignCorrections',
  'Mutation.createCampaign',
  'Mutation.startCampaign',
  'Mutation.pauseCampaign',
  'Mutation.resumeCampaign',
  'Mutation.cancelCampaign',
  'Mutation.applyCampaign',
  'Mutation.finishCampaign',
  'Mutation.revertCampaign',
  'Mutation.claimReview',
  'Mutation.extendReview',
  'Mutation.releaseReview',
  'Mutation.decideReview',
);

const VSS = 'Viet Nam Social Security';
const SOCIAL_INSURANCE_LAW = { instrument: 'Law on Social Insurance 41/2024/QH15', article: '15' };
const SHARING_DECREE = { instrument: 'Decree 278/2025/NĐ-CP', article: '5' };
const PROTECTION_LAW = { instrument: 'Law on Personal Data Protection 91/2025/QH15', article: '4' };

const COMMON = { documents: 'free', manifest: {}, validFrom: '2025-01-01', validTo: '2030-12-31' } as const;

const mandate = (rest: Pick<Agreement, 'id' | 'title' | 'bearer' | 'purposes' | 'grants' | 'rows'>): Agreement => ({
  ...COMMON,
  kind: 'mandate',
  provider: VSS,
  receiver: VSS,
  legalBasis: SOCIAL_INSURANCE_LAW,
  limits: UNLIMITED,
  explain: true,
  contact: 'sharing@vss.example',
  ...rest,
});

const partner = (
  system: string,
  rest: Pick<Agreement, 'id' | 'title' | 'receiver' | 'purposes' | 'grants'> & Partial<Agreement>,
): Agreement => ({
  ...COMMON,
  kind: 'agreement',
  provider: VSS,
  bearer: { kind: 'partner', clients: [system], role: null },
  legalBasis: SHARING_DECREE,
  rows: EVERY_ROW,
  limits: {
    peoplePerDay: 10_000,
    peoplePerMonth: 100_000,
    identifiersPerDay: 20_000,
    pricePerMinute: 100_000,
    price: 2_000,
  },
  explain: false,
  contact: 'sharing@vss.example',
  ...rest,
});

/** What the Ministry of Health is told to pay for treatment. */
const TREATMENT: readonly Grant[] = [
  DIVISIONS,
  read(
    'Query.healthCard',
    'Query.searchPeople',
    'SearchPeopleInput.healthCardNumber',
    'SearchPeopleInput.insuranceNumber',
  ),
  read('HealthCard.*', 'Claim.*', 'Facility.*'),
  read('Participant.insuranceNumber', 'Participant.fullName', 'Participant.sex', 'Participant.healthCards'),
  mask('LAST_FOUR', 'HealthCard.personalId', 'Participant.personalId'),
  mask('YEAR_ONLY', 'Participant.birthDate'),
  read('Query.verify'),
  mask('VERIFY', 'Citizen.fullName', 'Citizen.birthDate', 'Citizen.sex'),
];

export const DEMONSTRATION_AGREEMENTS: readonly Agreement[] = [
  mandate({
    id: 'headquarters',
    title: 'Officers of the headquarters',
    bearer: { kind: 'officer', clients: null, role: 'headquarters' },
    purposes: ['campaign', 'collection', 'tax-review', 'inspection', 'administration'],
    grants: [
      ...[REGISTERS, DIVISIONS, RUNS_CAMPAIGNS],
      ...[READS_AGREEMENTS, SUSPENDS_AGREEMENTS, DECIDES_AGREEMENTS, ANSWERS_SUBJECTS],
    ],
    rows: EVERY_ROW,
  }),
  mandate({
    id: 'branch',
    title: 'Officers of a province’s branch',
    bearer: { kind: 'officer', clients: null, role: 'branch' },
    purposes: ['campaign', 'collection', 'tax-review', 'inspection'],
    grants: [REGISTERS, DIVISIONS, RUNS_CAMPAIGNS],
    rows: { ...EVERY_ROW, provinces: OF_BEARER },
  }),
  mandate({
    id: 'data-protection',
    title: 'Data-protection officers',
    bearer: { kind: 'officer', clients: null, role: 'data-protection' },
    purposes: ['audit', 'administration'],
    grants: [DIVISIONS, READS_AGREEMENTS, SUSPENDS_AGREEMENTS, ANSWERS_SUBJECTS],
    rows: EVERY_ROW,
  }),
  mandate({
    id: 'auditor',
    title: 'Auditors',
    bearer: { kind: 'auditor', clients: null, role: 'auditor' },
    purposes: ['audit'],
    grants: [DIVISIONS],
    rows: EVERY_ROW,
  }),
  {
    ...mandate({
      id: 'citizen',
      title: 'Citizens, about themselves',
      bearer: { kind: 'citizen', clients: null, role: null },
      purposes: ['own-record'],
      grants: [
        DIVISIONS,
        read('Query.myRecord', 'Query.myDisclosures', 'Mutation.objectToDisclosure'),
        read('Person.*', 'Citizen.*', 'Residence.*', 'Death.*', 'LegacyIdCard.*', 'SupersededId.*'),
        read('Participant.*', 'Participation.*', 'Contribution.*', 'OneTimeAllowance.*', 'SupportPayment.*'),
        read('VssIdAccount.*', 'Taxpayer.*', 'Income.*', 'HealthCard.*', 'Claim.*'),
        read(
          'Facility.*',
          'EmployerUnit.name',
          'EmployerUnit.taxCode',
          'TaxOrganisation.name',
          'TaxOrganisation.taxCode',
        ),
      ],
      rows: { ...EVERY_ROW, people: OF_BEARER },
    }),
    legalBasis: PROTECTION_LAW,
    receiver: 'The citizen',
    explain: false,
    limits: { ...UNLIMITED, price: 1_000 },
  },
  partner('ministry-of-health', {
    id: 'ministry-of-health',
    title: 'Payment of treatment under health insurance',
    receiver: 'Ministry of Health',
    purposes: ['health-insurance-payment'],
    grants: TREATMENT,
  }),
  partner('tax-administration', {
    id: 'tax-administration',
    title: 'Comparison of declared and insured wages',
    receiver: 'Tax Administration',
    purposes: ['tax-review'],
    grants: [
      DIVISIONS,
      read(
        'Query.participants',
        'ParticipantFilter.province',
        'ParticipantFilter.provinceOn',
        'ParticipantFilter.employer',
      ),
      read(
        'Query.participant',
        'Query.employer',
        'Query.taxpayer',
        'Employer.*',
        'EmployerUnit.*',
        'EmployerCollection.*',
      ),
      read('Participant.insuranceNumber', 'Participant.fullName', 'Participant.personalId', 'Participant.province'),
      read('Participant.employer', 'Participant.contributions', 'Participant.taxpayer', 'Participant.taxpayers'),
      read('Contribution.*', 'Taxpayer.*', 'Income.*', 'TaxOrganisation.*', 'HeadCount.*'),
      mask('YEAR_ONLY', 'Participant.birthDate'),
    ],
  }),
  partner('public-security', {
    id: 'public-security',
    title: 'Keeping the population register up to date',
    receiver: 'Ministry of Public Security',
    purposes: ['population-update'],
    grants: [
      DIVISIONS,
      read('Query.person', 'Person.personalId', 'Person.citizen', 'Person.participants', 'Person.supersededBy'),
      read('Citizen.*', 'Residence.*', 'Death.*', 'LegacyIdCard.*', 'SupersededId.*'),
      read('Participant.fullName', 'Participant.birthDate', 'Participant.sex', 'Participant.personalId'),
      read('Participant.residenceProvince', 'Participant.residenceCommune', 'Participant.recordedOn'),
      mask('LAST_FOUR', 'Participant.insuranceNumber'),
    ],
  }),
  partner('lapsed-ministry', {
    id: 'lapsed-ministry',
    title: 'Payment of treatment under health insurance, until 2025',
    receiver: 'A ministry whose agreement has ended',
    purposes: ['health-insurance-payment'],
    grants: TREATMENT,
    validTo: '2025-12-31',
  }),
];
