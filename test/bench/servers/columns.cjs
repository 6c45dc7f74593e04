'use strict';
/**
 * What the schema calls a field, and the SQL for it over the views that the registers share. Codes become the names of
 * the schema's enums in SQL, which costs least.
 */

function code(column, names) {
  const cases = Object.entries(names).map(([stored, name]) => `when '${stored}' then '${name}'`);
  return `case ${column} ${cases.join(' ')} end`;
}

const SEX = code('sex', { M: 'MALE', F: 'FEMALE' });
const PRECISION = code('birth_date_precision', { D: 'DAY', Y: 'YEAR' });

const COLUMNS = {
  Citizen: {
    personalId: 'personal_id',
    fullName: 'full_name',
    birthDate: 'birth_date',
    birthDatePrecision: PRECISION,
    sex: SEX,
    status: code('status', { A: 'ALIVE', D: 'DECEASED' }),
    verifiedOn: 'verified_on',
    recordedOn: 'recorded_on',
    residentSince: 'resident_since',
  },
  Death: { diedOn: 'died_on', registeredOn: 'registered_on', certificateNumber: 'certificate_number' },
  SupersededId: { supersededId: 'superseded_id', supersededOn: 'superseded_on', reason: 'reason' },
  Participant: {
    insuranceNumber: 'insurance_number',
    personalId: 'personal_id',
    fullName: 'full_name',
    birthDate: 'birth_date',
    birthDatePrecision: PRECISION,
    sex: SEX,
    verifiedOn: 'verified_on',
    firstRegisteredOn: 'first_registered_on',
    recordedOn: 'recorded_on',
  },
  EmployerUnit: {
    unitCode: 'unit_code',
    taxCode: 'tax_code',
    name: 'name',
    kind: 'kind',
    status: code('status', { A: 'ACTIVE', S: 'SUSPENDED', D: 'DISSOLVED' }),
    registeredOn: 'registered_on',
  },
  Participation: {
    scheme: code('scheme', {
      C: 'COMPULSORY_SI',
      V: 'VOLUNTARY_SI',
      U: 'UNEMPLOYMENT_INSURANCE',
      H: 'HEALTH_INSURANCE',
    }),
    salary: 'salary',
    startedOn: 'started_on',
    endedOn: 'ended_on',
  },
  Contribution: {
    month: `to_char(month, 'YYYY-MM')`,
    kind: code('kind', { C: 'COMPULSORY', V: 'VOLUNTARY' }),
    status: 'status',
    salary: 'salary',
    amount: 'amount',
    socialInsuranceAmount: 'si_amount',
    healthInsuranceAmount: 'hi_amount',
    unemploymentInsuranceAmount: 'ui_amount',
    dueOn: 'due_on',
    paidOn: 'paid_on',
  },
  Taxpayer: {
    taxCode: 'tax_code',
    personalId: 'personal_id',
    idCardNumber: 'id_card_number',
    fullName: 'full_name',
    birthDate: 'birth_date',
    sex: SEX,
    status: code('status', { A: 'ACTIVE', M: 'MERGED', C: 'CLOSED' }),
    registeredOn: 'registered_on',
    recordedOn: 'recorded_on',
  },
  Income: { year: 'year', months: 'months', grossIncome: 'gross_income', taxWithheld: 'tax_withheld' },
  TaxOrganisation: {
    taxCode: 'tax_code',
    name: 'name',
    kind: 'kind',
    status: code('status', { A: 'ACTIVE', S: 'SUSPENDED', C: 'CLOSED' }),
  },
  HealthCard: {
    cardNumber: 'card_number',
    insuranceNumber: 'insurance_number',
    personalId: 'personal_id',
    fullName: 'full_name',
    birthDate: 'birth_date',
    birthDatePrecision: PRECISION,
    sex: SEX,
    objectGroup: 'object_group',
    benefitLevel: 'benefit_level',
    validFrom: 'valid_from',
    validTo: 'valid_to',
    blockedOn: 'blocked_on',
    recordedOn: 'recorded_on',
  },
  Facility: { facilityCode: 'facility_code', name: 'name', level: 'level' },
};

/** `column as "field", …` for fields of a type, by default all. */
function select(type, fields = Object.keys(COLUMNS[type])) {
  return fields.map((field) => `${COLUMNS[type][field]} as "${field}"`).join(', ');
}

module.exports = { COLUMNS, select };
