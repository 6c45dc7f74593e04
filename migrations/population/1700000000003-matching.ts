import { readerRole, sqlMigration } from '../sql';

const AS_CITIZENS = `
    as select personal_id, full_name, name_key, birth_date, birth_date_precision, sex, status from register.citizen`;

/** The view for looking people up leaves the schema of the graph for one of its own. */
export const Matching1700000000003 = sqlMigration(
  'Matching1700000000003',
  `
  create schema matching;
  comment on schema matching is 'What campaigns match with, beside what is shared with the graph';
  create view matching.citizen ${AS_CITIZENS};
  grant usage on schema matching to ${readerRole('population')};
  grant select on matching.citizen to ${readerRole('population')};
  drop view share.citizen_identity;`,
  `
  create view share.citizen_identity ${AS_CITIZENS};
  grant select on share.citizen_identity to ${readerRole('population')};
  drop schema matching cascade;`,
);
