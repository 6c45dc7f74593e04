import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Database } from '../src/values/databases';
import { FOLD_BLANKS, FOLD_FROM, FOLD_TO } from '../src/values/fold-name';

/**
 * Makes a migration of two SQL texts. TypeORM reads the class's name and the 13 digits at its end as its order.
 */
export function sqlMigration(name: string, up: string, down: string): new () => MigrationInterface {
  return class implements MigrationInterface {
    readonly name = name;
    async up(runner: QueryRunner): Promise<void> {
      await runner.query(up);
    }
    async down(runner: QueryRunner): Promise<void> {
      await runner.query(down);
    }
  };
}

/** The role as which the gateway reads a database: it sees the schema `share` and nothing else. */
export function readerRole(database: Database): string {
  return `lienthong_${database}_reader`;
}

/** The role as which the gateway writes its own database: it may do what a migration grants it, and owns nothing. */
export const WRITER_ROLE = 'lienthong_gateway_writer';

/** Lets the gateway read the views of `share`, and only those. To be run after the views are made. */
export function grantShare(database: Database): string {
  return `
    revoke all on schema public from public;
    grant usage on schema share to ${readerRole(database)};
    grant select on all tables in schema share to ${readerRole(database)};`;
}

/**
 * `register.fold_name(text)`: a name without diacritics, case and doubled blanks, as `foldName` gives it, so that
 * names are compared by an index. It does not depend on the database's locale.
 */
export const FOLD_NAME_FUNCTION = `
  create function register.fold_name(name text) returns text language sql immutable strict parallel safe as $fold$
    select trim(regexp_replace(
      lower(translate(normalize(name, nfc), '${FOLD_FROM}', '${FOLD_TO}') collate "C"), '${FOLD_BLANKS}', ' ', 'g'))
  $fold$;`;

/** A trigger that refuses whoever changes or empties a table, its owner too unless they take the trigger off. */
export function insertOnly(table: string): string {
  return `
  create trigger insert_only before update or delete or truncate on ${table}
    for each statement execute function audit.refuse_change();`;
}
