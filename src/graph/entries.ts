import { GraphQLString } from 'graphql';
import { LienThongError } from '../errors';
import { declareConnection } from '../planning/connection';
import { declareEntry, type EntryArgument } from '../planning/entry';
import { HealthCard } from '../registers/health/health-card';
import { Participant } from '../registers/insurance/participant';
import { Scheme } from '../registers/insurance/scheme';
import { Dataset } from '../registers/reference/dataset';
import { Commune, Province } from '../registers/reference/divisions';
import { PublishedFigure } from '../registers/reference/published-figure';
import { Taxpayer } from '../registers/tax/taxpayer';
import { findCommune } from '../values/communes';
import { codesAsOf, findProvince, provincesOn } from '../values/province';
import {
  CommuneCodeScalar,
  DateScalar,
  HealthCardNumberScalar,
  InsuranceNumberScalar,
  ProvinceCodeScalar,
  TaxCodeScalar,
} from '../values/scalars';

/** The root fields that find records by key, and the lists. */

const on: EntryArgument = {
  name: 'on',
  type: DateScalar,
  nullable: true,
  description: 'The day on which the code is meant; the data’s as-of date when left out.',
};

export const ENTRIES = [
  declareEntry({
    field: 'participant',
    of: () => Participant,
    arguments: [
      { name: 'insuranceNumber', type: InsuranceNumberScalar, description: 'The 10-digit insurance number.' },
    ],
    by: ['insurance_number'],
    description: 'One record of the insurance register; null when it holds no such number.',
  }),
  declareEntry({
    field: 'taxpayer',
    of: () => Taxpayer,
    arguments: [{ name: 'taxCode', type: TaxCodeScalar, description: 'The 10-digit personal tax code.' }],
    by: ['tax_code'],
    description: 'One person in the tax register; null when it holds no such code for a person.',
  }),
  declareEntry({
    field: 'healthCard',
    of: () => HealthCard,
    arguments: [{ name: 'cardNumber', type: HealthCardNumberScalar, description: 'The 15-character card number.' }],
    by: ['card_number'],
    description: 'One card of the health register; null when it holds no such number.',
  }),
  declareEntry({
    field: 'province',
    of: () => Province,
    arguments: [{ name: 'code', type: ProvinceCodeScalar, description: 'The two-digit code.' }, on],
    by: ['code', 'valid_from'],
    toKey: ({ code, on: day }, { asOf }) => {
      const province = findProvince(code ?? '', day ?? asOf);
      return province && [province.code, province.validFrom];
    },
    description:
      'The province that had a code on a day; null when none had it. Codes 15, 24, 44, 80, 82 and 91 changed hands.',
  }),
  declareEntry({
    field: 'provinces',
    of: () => Province,
    arguments: [on],
    by: ['code', 'valid_from'],
    toKeys: ({ on: day }, { asOf }) => provincesOn(day ?? asOf).map(({ code, validFrom }) => [code, validFrom]),
    description: 'All provinces of a day, by code: 63 from 1 August 2008 to 30 June 2025, 34 since; none before.',
  }),
  declareEntry({
    field: 'commune',
    of: () => Commune,
    arguments: [{ name: 'code', type: CommuneCodeScalar, description: 'The five-digit code.' }, on],
    by: ['code', 'valid_from'],
    toKey: ({ code, on: day }, { asOf }) => {
      const commune = findCommune(code ?? '', day ?? asOf);
      return commune && [commune.code, commune.validFrom];
    },
    description: 'The commune that had a code on a day; null when none had it.',
  }),
  declareEntry({
    field: 'dataset',
    of: () => Dataset,
    arguments: [],
    by: ['as_of'],
    toKey: (_, { asOf }) => [asOf],
    description: 'The demonstration data set; null where a site’s own registers are connected.',
  }),
  declareConnection({
    field: 'participants',
    of: () => Participant,
    first: 50,
    most: 500,
    typical: 100_000,
    filter: {
      province: {
        type: ProvinceCodeScalar,
        by: 'expansion',
        column: 'province_code',
        expand: (code, { provinceOn }, { asOf }) => provinceCodes(code, provinceOn ?? asOf, asOf),
        description:
          'The province whose branch manages the participant. A province of the 34 stands for those of the 63 that became it.',
      },
      provinceOn: {
        type: DateScalar,
        by: 'aid',
        description:
          'The day on which `province` is meant; the data’s as-of date when left out. Without `province` it has no effect.',
      },
      scheme: {
        type: Scheme,
        by: 'flag',
        columns: {
          [Scheme.COMPULSORY_SI]: 'in_compulsory_si',
          [Scheme.VOLUNTARY_SI]: 'in_voluntary_si',
          [Scheme.UNEMPLOYMENT_INSURANCE]: 'in_unemployment_insurance',
          [Scheme.HEALTH_INSURANCE]: 'in_health_insurance',
        },
        description: 'Only those who take part in this scheme at the data’s as-of date.',
      },
      employer: {
        type: TaxCodeScalar,
        by: 'equality',
        column: 'employer_tax_code',
        description: 'Only those whose present employer states this tax code.',
      },
    },
    filterDescription: 'Which participants a list holds; all conditions together.',
    description: 'The participants of the insurance register, by insurance number.',
  }),
  declareConnection({
    field: 'publishedFigures',
    of: () => PublishedFigure,
    first: 100,
    most: 100,
    typical: 70,
    filter: {
      area: {
        type: GraphQLString,
        by: 'equality',
        column: 'area_code',
        description:
          'The whole `areaCode`: a province code as before July 2025, VN for the whole country, or several codes joined with `;` as the list shows them.',
      },
      metric: {
        type: GraphQLString,
        by: 'equality',
        column: 'metric',
        description:
          'What is counted or measured: a value of the field `metric`; an unfiltered list shows all of them.',
      },
      scheme: {
        type: GraphQLString,
        by: 'equality',
        column: 'scheme',
        description: 'The scheme: `compulsory_si`, `voluntary_si`, `compulsory_si+voluntary_si`, `ui`, `hi` or `all`.',
      },
    },
    filterDescription: 'Which published figures a list holds; all conditions together.',
    description:
      'The statistics that Viet Nam Social Security has published, as printed, with flags where they want care.',
  }),
];

/** The codes that the data use for the province that has `code` on a day. Throws ARGUMENT_INVALID when none has it. */
function provinceCodes(code: string, day: string, asOf: string): readonly string[] {
  const province = findProvince(code, day);
  if (!province) {
    throw new LienThongError('ARGUMENT_INVALID', `No province had the code ${code} on ${day}`, {
      argument: 'filter.province',
      reason: 'PROVINCE_UNKNOWN',
    });
  }
  return codesAsOf(province, asOf);
}
