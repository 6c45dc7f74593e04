import { readerRole, sqlMigration } from '../sql';

/** Citizens without their residence: who looks up millions of them to compare names and birth dates need not join it. */
export const Matching1700000000002 = sqlMigration(
  'Matching1700000000002',
  `
  create schema matching;
  comment on schema matching is 'What campaigns match with, beside what is shared with the graph';
  create view matching.citizen as
    select personal_id, full_name, name_key, birth_date, birth_date_precision, sex, status from register.citizen;
  grant usage on schema matching to ${readerRole('population')};
  grant select on matching.citizen to ${readerRole('population')};`,
  'drop schema matching cascade;',
);
