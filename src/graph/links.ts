import { edgeToMany, edgeToOne } from '../planning/decorators';
import type { RowClass } from '../planning/declaration';
import { Facility } from '../registers/health/facility';
import { HealthCard } from '../registers/health/health-card';
import { EmployerUnit } from '../registers/insurance/employer-unit';
import { Participant } from '../registers/insurance/participant';
import { Target } from '../registers/insurance/target';
import { Citizen } from '../registers/population/citizen';
import { LegacyIdCard } from '../registers/population/legacy-id-card';
import { Residence } from '../registers/population/residence';
import { Commune, Province } from '../registers/reference/divisions';
import { TaxOrganisation } from '../registers/tax/tax-organisation';
import { Taxpayer } from '../registers/tax/taxpayer';
import { Employer } from './employer';
import { Person } from './person';

/** The edges that lead from a record of one register to records of another. */

edgeToOne(Participant, 'citizen', () => Citizen, {
  on: 'personal_id',
  description:
    'The population register’s entry for the personal ID that the participant states; null when it is missing, old, mistyped or unknown there.',
});
edgeToOne(Participant, 'taxpayer', () => Taxpayer, {
  on: 'personal_id',
  order: [['status', 'asc']],
  description: 'The tax register’s record of the stated personal ID; the active one where there are two.',
});
edgeToMany(Participant, 'taxpayers', () => Taxpayer, {
  on: 'personal_id',
  order: [['status', 'asc']],
  most: 20,
  typical: 1,
  description: 'Every record of the tax register that states the same personal ID, active ones first.',
});
edgeToMany(Participant, 'healthCards', () => HealthCard, {
  on: 'insurance_number',
  order: [['valid_from', 'desc']],
  most: 50,
  typical: 1,
  description: 'The health-insurance cards that end in this insurance number, the newest first.',
});
edgeToOne(HealthCard, 'participant', () => Participant, {
  on: 'insurance_number',
  description: 'The participant whose insurance number the card ends in.',
});
edgeToOne(HealthCard, 'citizen', () => Citizen, {
  on: 'personal_id',
  description: 'The population register’s entry for the personal ID that the card states.',
});
edgeToOne(Taxpayer, 'citizen', () => Citizen, {
  on: 'personal_id',
  description: 'The population register’s entry for the personal ID that the taxpayer states.',
});
edgeToMany(Taxpayer, 'participants', () => Participant, {
  on: 'personal_id',
  most: 20,
  typical: 1,
  description: 'The insurance register’s records that state the same personal ID.',
});
edgeToOne(EmployerUnit, 'organisation', () => TaxOrganisation, {
  on: 'tax_code',
  description: 'The organisation in the tax register that has the stated tax code.',
});
edgeToMany(TaxOrganisation, 'units', () => EmployerUnit, {
  on: 'tax_code',
  most: 100,
  typical: 1,
  description: 'The units of the insurance register that state this tax code.',
});

for (const record of [Citizen, Participant, Taxpayer, HealthCard]) {
  edgeToOne(record, 'person', () => Person, {
    on: 'personal_id',
    description: 'All that the registers state about the same personal ID; null when the stated ID is not a valid one.',
  });
}
for (const record of [EmployerUnit, TaxOrganisation]) {
  edgeToOne(record, 'employer', () => Employer, {
    on: 'tax_code',
    description: 'The employer that the insurance and the tax register state under this tax code.',
  });
}

linkToProvince(Citizen, 'province', 'province', 'The province of permanent residence.');
linkToCommune(Citizen, 'commune', 'commune', 'The commune of permanent residence.');
linkToProvince(Residence, 'province', 'province', 'The province of this residence.');
linkToCommune(Residence, 'commune', 'commune', 'The commune of this residence.');
linkToProvince(LegacyIdCard, 'issuingProvince', 'issuing_province', 'The province whose police issued the card.');
linkToProvince(Participant, 'province', 'province', 'The province whose branch manages the participant.');
linkToProvince(Participant, 'residenceProvince', 'residence_province', 'The province of residence as stated.');
linkToCommune(Participant, 'residenceCommune', 'residence_commune', 'The commune of residence as stated.');
linkToProvince(EmployerUnit, 'province', 'province', 'The province whose branch manages the unit.');
linkToCommune(EmployerUnit, 'commune', 'commune', 'The commune of the unit’s seat.');
linkToProvince(Target, 'province', 'province', 'The province to which the target was assigned.');
linkToProvince(TaxOrganisation, 'province', 'province', 'The province of its seat.');
linkToCommune(TaxOrganisation, 'commune', 'commune', 'The commune of its seat.');
linkToProvince(Taxpayer, 'residenceProvince', 'residence_province', 'The province of residence as stated.');
linkToCommune(Taxpayer, 'residenceCommune', 'residence_commune', 'The commune of residence as stated.');
linkToProvince(HealthCard, 'issuingProvince', 'issuing_province', 'The province that issued the card.');
linkToProvince(HealthCard, 'residenceProvince', 'residence_province', 'The province of residence as stated.');
linkToCommune(HealthCard, 'residenceCommune', 'residence_commune', 'The commune of residence as stated.');
linkToProvince(Facility, 'province', 'province', 'The province in which it lies.');
edgeToMany(Province, 'targets', () => Target, {
  from: ['code', 'valid_from'],
  to: ['province_code', 'province_valid_from'],
  order: [['year', 'desc']],
  most: 200,
  first: 50,
  typical: 20,
  description: 'What was assigned to the province, the latest year first.',
});

/** An edge over the columns `<prefix>_code` and `<prefix>_valid_from`. */
function linkToProvince(source: RowClass, field: string, prefix: string, description: string): void {
  edgeToOne(source, field, () => Province, {
    from: [`${prefix}_code`, `${prefix}_valid_from`],
    to: ['code', 'valid_from'],
    description,
  });
}

/** An edge over the columns `<prefix>_code` and `<prefix>_valid_from`. */
function linkToCommune(source: RowClass, field: string, prefix: string, description: string): void {
  edgeToOne(source, field, () => Commune, {
    from: [`${prefix}_code`, `${prefix}_valid_from`],
    to: ['code', 'valid_from'],
    description,
  });
}
