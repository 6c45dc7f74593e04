import { sqlMigration } from '../sql';

const MATCHED = `
  create or replace view matching.citizen as
    select personal_id, full_name, name_key, birth_date, birth_date_precision, sex, status`;
/** Of a name's key: the family name that it begins with, and the given name that it ends with. */
const FAMILY = `split_part(name_key, ' ', 1)`;
const GIVEN = `substring(name_key from '[^ ]*$')`;
/** Names with other signs, whose parts the key does not tell. */
const UNUSUAL = `name_key ~ '[^a-z ]'`;

/** Who was born on a day is found by a part of the name, so that it takes the same time however many were born on it. */
export const NamesByBirth1700000000004 = sqlMigration(
  'NamesByBirth1700000000004',
  `
  create index citizen_birth_family on register.citizen (birth_date, (${FAMILY}), sex);
  create index citizen_birth_given on register.citizen (birth_date, (${GIVEN}));
  create index citizen_birth_unusual on register.citizen (birth_date) where ${UNUSUAL};
  ${MATCHED}, ${FAMILY} as family_key, ${GIVEN} as given_key, ${UNUSUAL} as is_unusual
      from register.citizen;`,
  `
  drop view matching.citizen;
  ${MATCHED}
      from register.citizen;
  drop index register.citizen_birth_family, register.citizen_birth_given, register.citizen_birth_unusual;`,
);
