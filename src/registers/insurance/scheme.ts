import { declareCodes } from '../../planning/codes';

export const Scheme = declareCodes('Scheme', 'An insurance scheme that Viet Nam Social Security runs.', {
  COMPULSORY_SI: ['C', 'Compulsory social insurance: people with an employment contract and others the law names.'],
  VOLUNTARY_SI: [
    'V',
    'Voluntary social insurance: anybody from 15 who is not in the compulsory one; nobody is in both.',
  ],
  UNEMPLOYMENT_INSURANCE: ['U', 'Unemployment insurance: only people who are in compulsory social insurance as well.'],
  HEALTH_INSURANCE: ['H', 'Health insurance: employees, households, pupils and groups the state pays for.'],
});
