import type { Register } from '../values/databases';

/** A database that a nation fills: the four registers and the ground truth. */
export type NationDatabase = Register | 'truth';

/** The tables a nation fills, with the columns in the order in which rows are written; a referenced table comes first. */
export const TABLES = {
  population: {
    citizen: ['personal_id', 'full_name', 'birth_date', 'birth_date_precision', 'sex', 'status', 'verified_on', 'recorded_on'],
    residence: ['residence_id', 'personal_id', 'kind', 'province_code', 'province_valid_from', 'commune_code', 'commune_valid_from', 'started_on', 'ended_on'],
    death: ['personal_id', 'died_on', 'registered_on', 'certificate_number'],
    legacy_id_card: ['card_number', 'personal_id', 'issued_on', 'issuing_province_code', 'issuing_province_valid_from'],
    superseded_id: ['superseded_id', 'personal_id', 'superseded_on', 'reason'],
  },
  insurance: {
    employer_unit: ['unit_id', 'province_code', 'province_valid_from', 'unit_code', 'tax_code', 'name', 'kind', 'status', 'commune_code', 'commune_valid_from', 'registered_on'],
    participant: ['insurance_number', 'personal_id', 'full_name', 'birth_date', 'birth_date_precision', 'sex', 'province_code', 'province_valid_from', 'residence_province_code', 'residence_province_valid_from', 'residence_commune_code', 'residence_commune_valid_from', 'employer_unit_id', 'in_compulsory_si', 'in_voluntary_si', 'in_unemployment_insurance', 'in_health_insurance', 'verified_on', 'first_registered_on', 'recorded_on'],
    participation: ['participation_id', 'insurance_number', 'scheme', 'employer_unit_id', 'salary', 'started_on', 'ended_on'],
    contribution: ['insurance_number', 'month', 'kind', 'employer_unit_id', 'salary', 'si_amount', 'hi_amount', 'ui_amount', 'due_on', 'paid_on', 'status'],
    employer_collection: ['unit_id', 'month', 'scheme', 'due_amount', 'paid_amount', 'interest_amount', 'due_on', 'paid_on'],
    target: ['province_code', 'province_valid_from', 'scheme', 'year', 'measure', 'value'],
    inspection: ['inspection_id', 'unit_id', 'inspected_on', 'kind', 'finding', 'owed_amount', 'remedied_amount', 'remedied_on'],
    support_payment: ['payment_id', 'insurance_number', 'programme', 'unused_months', 'amount', 'paid_on'],
    one_time_allowance: ['allowance_id', 'insurance_number', 'reason', 'months_counted', 'amount', 'paid_on'],
    vssid_account: ['insurance_number', 'registered_on', 'approved_on', 'status'],
  },
  tax: {
    organisation: ['tax_code', 'parent_tax_code', 'name', 'kind', 'status', 'province_code', 'province_valid_from', 'commune_code', 'commune_valid_from', 'registered_on'],
    taxpayer: ['tax_code', 'personal_id', 'id_card_number', 'full_name', 'birth_date', 'sex', 'status', 'merged_into', 'residence_province_code', 'residence_province_valid_from', 'residence_commune_code', 'residence_commune_valid_from', 'registered_on', 'recorded_on'],
    income: ['tax_code', 'year', 'payer_tax_code', 'months', 'gross_income', 'tax_withheld'],
    head_count: ['tax_code', 'year', 'people_paid', 'wage_fund'],
  },
  health: {
    facility: ['facility_code', 'name', 'level', 'province_code', 'province_valid_from'],
    card: ['card_number', 'insurance_number', 'personal_id', 'full_name', 'birth_date', 'birth_date_precision', 'sex', 'residence_province_code', 'residence_province_valid_from', 'residence_commune_code', 'residence_commune_valid_from', 'object_group', 'benefit_level', 'issuing_province_code', 'issuing_province_valid_from', 'facility_code', 'valid_from', 'valid_to', 'blocked_on', 'recorded_on'],
    claim: ['claim_id', 'card_number', 'facility_code', 'admitted_on', 'discharged_on', 'kind', 'total_cost', 'insurer_paid', 'patient_paid', 'diagnosis_envelope', 'diagnosis_index'],
  },
  truth: {
    person: ['person_number', 'personal_id', 'full_name', 'birth_date', 'sex', 'province_code', 'died_on'],
    record: ['register', 'record_key', 'person_number'],
    injected_error: ['register', 'record_key', 'field', 'kind', 'true_value'],
  },
} as const satisfies Record<NationDatabase, Record<string, readonly string[]>>;

export const NATION_DATABASES = Object.keys(TABLES) as readonly NationDatabase[];

/** Takes one row of a table in COPY's text format, ended by a line feed. */
export interface RowSink {
  add(row: string): void;
}

/** Where the rows of a database go, by table. */
export type Sinks<D extends NationDatabase> = Readonly<Record<keyof (typeof TABLES)[D], RowSink>>;
export type NationSinks = { readonly [D in NationDatabase]: Sinks<D> };
