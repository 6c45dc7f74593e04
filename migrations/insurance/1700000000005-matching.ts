import { readerRole, sqlMigration } from '../sql';

/**
 * Participants without their employer: whoever counts millions of them, or asks who states a number, reads an index alone. A
 * view that joins keeps PostgreSQL from it even where it leaves the join out.
 */
export const Matching1700000000005 = sqlMigration(
  'Matching1700000000005',
  `
  create schema matching;
  comment on schema matching is 'What campaigns match with, beside what is shared with the graph';
  create view matching.participant as
    select insurance_number, personal_id, full_name, birth_date, birth_date_precision, province_code, in_compulsory_si,
           in_voluntary_si, in_unemployment_insurance, in_health_insurance
      from register.participant;
  grant usage on schema matching to ${readerRole('insurance')};
  grant select on matching.participant to ${readerRole('insurance')};`,
  'drop schema matching cascade;',
);
