/** Who pays the contribution of an object group, in the order of article 12 of the Law on Health Insurance. */
export const PAYER_GROUPS = [
  'EMPLOYEE_AND_EMPLOYER',
  'SOCIAL_INSURANCE_FUND',
  'STATE_BUDGET',
  'SUBSIDISED',
  'HOUSEHOLD',
  'EMPLOYER',
] as const;
export type PayerGroup = (typeof PAYER_GROUPS)[number];

/** A group of people with a right to a health-insurance card, by the two letters that open the card number. */
export interface ObjectGroup {
  readonly code: string;
  readonly name: string;
  readonly payer: PayerGroup;
  /** The levels its cards have or had; the first is the usual one. */
  readonly benefitLevels: readonly (1 | 2 | 3 | 4 | 5)[];
}

/**
 * The groups of Decision 1351/QĐ-BHXH with payers and levels of Decree 146/2018 articles 1 to 6 and 14. CT rose to
 * level 2 with Decree 75/2023. Decrees after 2018 add codes, so a code that is not here is unknown, not wrong.
 */
export const OBJECT_GROUPS: readonly ObjectGroup[] = [
  { code: 'DN', name: 'employees of enterprises', payer: 'EMPLOYEE_AND_EMPLOYER', benefitLevels: [4] },
  { code: 'HX', name: 'employees of cooperatives', payer: 'EMPLOYEE_AND_EMPLOYER', benefitLevels: [4] },
  {
    code: 'CH',
    name: 'employees of state bodies, public units, armed-forces units and political organisations',
    payer: 'EMPLOYEE_AND_EMPLOYER',
    benefitLevels: [4],
  },
  {
    code: 'NN',
    name: 'employees of foreign and international organisations',
    payer: 'EMPLOYEE_AND_EMPLOYER',
    benefitLevels: [4],
  },
  { code: 'TK', name: 'employees of other organisations', payer: 'EMPLOYEE_AND_EMPLOYER', benefitLevels: [4] },
  {
    code: 'HC',
    name: 'cadres, civil servants and public employees',
    payer: 'EMPLOYEE_AND_EMPLOYER',
    benefitLevels: [4],
  },
  { code: 'XK', name: 'part-time workers of communes', payer: 'EMPLOYEE_AND_EMPLOYER', benefitLevels: [4] },
  {
    code: 'HT',
    name: 'pensioners and receivers of work-incapacity benefit',
    payer: 'SOCIAL_INSURANCE_FUND',
    benefitLevels: [3],
  },
  {
    code: 'TB',
    name: 'receivers of monthly work-injury or occupational-disease benefit',
    payer: 'SOCIAL_INSURANCE_FUND',
    benefitLevels: [4],
  },
  { code: 'NO', name: 'workers off work with a long-term illness', payer: 'SOCIAL_INSURANCE_FUND', benefitLevels: [4] },
  {
    code: 'CT',
    name: "people aged 80 and over on survivor's benefit",
    payer: 'SOCIAL_INSURANCE_FUND',
    benefitLevels: [4, 2],
  },
  {
    code: 'XB',
    name: 'retired commune cadres on social-insurance benefit',
    payer: 'SOCIAL_INSURANCE_FUND',
    benefitLevels: [4],
  },
  { code: 'TN', name: 'receivers of unemployment benefit', payer: 'SOCIAL_INSURANCE_FUND', benefitLevels: [4] },
  { code: 'CS', name: 'rubber workers on monthly benefit', payer: 'SOCIAL_INSURANCE_FUND', benefitLevels: [4] },
  { code: 'QN', name: 'members of the armed forces', payer: 'STATE_BUDGET', benefitLevels: [5] },
  { code: 'CA', name: 'members of the police', payer: 'STATE_BUDGET', benefitLevels: [5] },
  { code: 'CY', name: 'cipher staff', payer: 'STATE_BUDGET', benefitLevels: [5] },
  { code: 'XN', name: 'retired commune cadres on budget benefit', payer: 'STATE_BUDGET', benefitLevels: [4] },
  {
    code: 'MS',
    name: 'former receivers of incapacity benefit on budget benefit',
    payer: 'STATE_BUDGET',
    benefitLevels: [4],
  },
  {
    code: 'CC',
    name: 'people with merit, first group: revolutionaries before 1945, heroic mothers, invalids of 81 % and more',
    payer: 'STATE_BUDGET',
    benefitLevels: [1],
  },
  { code: 'CK', name: 'other people with merit', payer: 'STATE_BUDGET', benefitLevels: [2] },
  { code: 'CB', name: 'veterans', payer: 'STATE_BUDGET', benefitLevels: [2] },
  { code: 'KC', name: 'participants of the resistance', payer: 'STATE_BUDGET', benefitLevels: [2] },
  { code: 'HD', name: 'elected deputies', payer: 'STATE_BUDGET', benefitLevels: [4] },
  { code: 'TE', name: 'children under 6', payer: 'STATE_BUDGET', benefitLevels: [1] },
  { code: 'BT', name: 'receivers of monthly social assistance', payer: 'STATE_BUDGET', benefitLevels: [2] },
  { code: 'HN', name: 'members of poor households', payer: 'STATE_BUDGET', benefitLevels: [2] },
  { code: 'DT', name: 'ethnic minorities in difficult areas', payer: 'STATE_BUDGET', benefitLevels: [2] },
  { code: 'DK', name: 'residents of extremely difficult areas', payer: 'STATE_BUDGET', benefitLevels: [2] },
  { code: 'XD', name: 'residents of island communes and districts', payer: 'STATE_BUDGET', benefitLevels: [2] },
  { code: 'AK', name: 'residents of former safe zones of the resistance', payer: 'STATE_BUDGET', benefitLevels: [2] },
  { code: 'TS', name: 'parents, spouses and children of martyrs', payer: 'STATE_BUDGET', benefitLevels: [2] },
  { code: 'TC', name: 'other relatives of people with merit', payer: 'STATE_BUDGET', benefitLevels: [3] },
  { code: 'TQ', name: 'relatives of members of the armed forces', payer: 'STATE_BUDGET', benefitLevels: [4] },
  { code: 'TA', name: 'relatives of members of the police', payer: 'STATE_BUDGET', benefitLevels: [4] },
  { code: 'TY', name: 'relatives of cipher staff', payer: 'STATE_BUDGET', benefitLevels: [4] },
  { code: 'TV', name: 'relatives of defence workers', payer: 'EMPLOYER', benefitLevels: [4] },
  { code: 'HG', name: 'organ donors', payer: 'STATE_BUDGET', benefitLevels: [4] },
  { code: 'LS', name: 'foreign students on a scholarship', payer: 'STATE_BUDGET', benefitLevels: [4] },
  { code: 'PV', name: 'carers of people with merit', payer: 'STATE_BUDGET', benefitLevels: [4] },
  { code: 'CN', name: 'members of near-poor households', payer: 'SUBSIDISED', benefitLevels: [3] },
  { code: 'HS', name: 'pupils', payer: 'SUBSIDISED', benefitLevels: [4] },
  { code: 'SV', name: 'students', payer: 'SUBSIDISED', benefitLevels: [4] },
  {
    code: 'GB',
    name: 'farm, forestry, fishery and salt households of average living standard',
    payer: 'SUBSIDISED',
    benefitLevels: [4],
  },
  { code: 'GD', name: 'members of households', payer: 'HOUSEHOLD', benefitLevels: [4] },
];

/** What a benefit level covers (Law on Health Insurance article 22, Decree 146/2018 article 14). */
export interface BenefitLevelTerms {
  readonly level: 1 | 2 | 3 | 4 | 5;
  /** The share of the costs inside the package that the fund pays, in percent. */
  readonly percent: number;
  readonly terms: string;
}

/** The five benefit levels. */
export const BENEFIT_LEVELS: readonly BenefitLevelTerms[] = [
  {
    level: 1,
    percent: 100,
    terms: 'All costs inside the package, without a payment-rate limit on drugs and supplies.',
  },
  { level: 2, percent: 100, terms: 'All costs inside the package, with payment-rate limits on drugs and supplies.' },
  { level: 3, percent: 95, terms: '95 % of the costs inside the package.' },
  { level: 4, percent: 80, terms: '80 % of the costs inside the package.' },
  { level: 5, percent: 100, terms: 'All costs, also outside the package.' },
];

const BY_CODE: ReadonlyMap<string, ObjectGroup> = new Map(OBJECT_GROUPS.map((group) => [group.code, group]));

/** The group of two letters, or null when the table does not know it. */
export function findObjectGroup(code: string): ObjectGroup | null {
  return BY_CODE.get(code) ?? null;
}
