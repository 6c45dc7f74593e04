import { sqlMigration } from '../sql';

const TRUTH_READER_ROLE = 'lienthong_truth_reader';

/** Whoever measures how well a campaign links reads the ground truth under a role that can do nothing else. */
export const TruthReader1700000000002 = sqlMigration(
  'TruthReader1700000000002',
  `
  grant usage on schema register to ${TRUTH_READER_ROLE};
  grant select on register.person, register.record, register.injected_error to ${TRUTH_READER_ROLE};`,
  `
  revoke all on all tables in schema register from ${TRUTH_READER_ROLE};
  revoke all on schema register from ${TRUTH_READER_ROLE};`,
);
