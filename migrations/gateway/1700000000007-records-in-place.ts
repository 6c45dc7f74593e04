import { sqlMigration } from '../sql';

/**
 * A record of a page of people has some 6 KB. It stands in its row rather than beside it, where it would be cut into pieces of
 * 2 KB with entries of their own in an index of their own.
 */
export const RecordsInPlace1700000000007 = sqlMigration(
  'RecordsInPlace1700000000007',
  'alter table audit.record set (toast_tuple_target = 8160);',
  'alter table audit.record reset (toast_tuple_target);',
);
