import { readerRole, sqlMigration } from '../sql';

/** Citizens without their residence: who looks up millions of them to compare names and birth dates need not join it. */
export const CitizenIdentity1700000000002 = sqlMigration(
  'CitizenIdentity1700000000002',
  `
  create view share.citizen_identity as
    select personal_id, full_name, name_key, birth_date, birth_date_precision, sex, status from register.citizen;
  grant select on share.citizen_identity to ${readerRole('population')};`,
  'drop view share.citizen_identity;',
);
