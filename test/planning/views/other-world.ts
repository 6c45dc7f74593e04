import { Client } from 'pg';
import type { Access } from '../../../src/agreements/agreement';
import type { Mask } from '../../../src/agreements/mask';
import type { Site } from '../../../src/database/site';
import { allConnections, filterColumns } from '../../../src/planning/connection';
import {
  allDeclarations,
  type ColumnDeclaration,
  edgesFrom,
  edgesTo,
  type TypeDeclaration,
} from '../../../src/planning/declaration';
import type { Database } from '../../../src/values/databases';

/**
 * Another world: the same people and employers, with other values wherever a view hides them. Whoever has the view must not
 * be able to tell one world from the other.
 */

/** Changes the hidden part of a masked value, in SQL. */
const BEHIND_MASKS: Readonly<Record<Mask, (column: string) => string>> = {
  LAST_FOUR: (column) =>
    `case when length(${column}) > 4 then overlay(${column} placing 'Q' from 1) else ${column} end`,
  PROVINCE_ONLY: (column) =>
    `case when length(${column}) > 3 then overlay(${column} placing 'Q' from length(${column})) else ${column} end`,
  INITIALS: (column) => `regexp_replace(${column}, '([^ ])$', '\\1x')`,
  YEAR_ONLY: (column) => `make_date(extract(year from ${column})::int, 13 - extract(month from ${column})::int, 11)`,
  MILLIONS: (column) => `${column} / 1000000 * 1000000 + (${column} + 77) % 1000000`,
};

const HIDDEN: Readonly<Record<string, (column: string) => string>> = {
  text: (column) => `${column} || '~'`,
  date: (column) => `${column} + 400`,
  bigint: (column) => `${column} + 123456789`,
  integer: (column) => `${column} + 3`,
  numeric: (column) => `${column} + 3`,
  boolean: (column) => `not ${column}`,
};

/** What a citizen's entry is read from as well: the residence in force. */
const SHOWN_ELSEWHERE = new Set(['Residence.kind', 'Residence.startedOn', 'Residence.endedOn']);

/** Changes what is hidden under some grants; gives how many columns, and the function that changes it back. */
export async function enterOtherWorld(
  site: Site,
  grants: ReadonlyMap<string, Access>,
): Promise<{ readonly changed: number; leave(): Promise<void> }> {
  let changed = 0;
  const tables = allDeclarations().filter(({ source }) => source !== null && source.database !== 'gateway');
  const clients: Client[] = [];
  const restore: (() => Promise<unknown>)[] = [];
  for (const declaration of tables) {
    const { database, view } = declaration.source as { database: Database; view: string };
    const client = new Client(site.owner(database));
    await client.connect();
    clients.push(client);
    const { rows } = await client.query<{ name: string }>(
      `select column_name as name from information_schema.columns
        where table_schema = 'register' and table_name = $1 and is_generated = 'NEVER'`,
      [view],
    );
    const own = new Set(rows.map(({ name }) => name));
    const hidden = hiddenColumns(declaration, grants).filter(({ column }) => own.has(column));
    if (hidden.length === 0) continue;
    changed += hidden.length;
    const sets = hidden.map(({ column, to }) => `${column} = ${to}`);
    await client.query(`create table register.saved_${view} as select * from register.${view};
      update register.${view} set ${sets.join(', ')}`);
    const keys = declaration.key.map((column) => `t.${column} = s.${column}`).join(' and ');
    const back = hidden.map(({ column }) => `${column} = s.${column}`).join(', ');
    restore.push(() =>
      client.query(`update register.${view} t set ${back} from register.saved_${view} s where ${keys};
        drop table register.saved_${view}`),
    );
  }
  return {
    changed,
    leave: async () => {
      for (const back of restore) await back();
      await Promise.all(clients.map((client) => client.end()));
    },
  };
}

/** The columns that a view hides, wholly or in part, and on which nothing else rests that it shows. */
function hiddenColumns(
  declaration: TypeDeclaration,
  grants: ReadonlyMap<string, Access>,
): readonly { readonly column: string; readonly to: string }[] {
  const { type, key, about, scope, columns } = declaration;
  const joined = [
    ...edgesFrom(type).flatMap(({ from }) => from),
    ...edgesTo(type).flatMap(({ to }) => to),
    ...allConnections().flatMap(({ of, filter }) =>
      of() === type ? Object.values(filter).flatMap(filterColumns) : [],
    ),
  ];
  const needed = new Set([...key, ...(about?.by ?? []), ...Object.values(scope), ...joined]);
  return columns
    .filter(({ column, open, stored }) => !needed.has(column) && !open && stored !== 'text[]')
    .filter(({ field }) => !SHOWN_ELSEWHERE.has(`${type.name}.${field}`))
    .flatMap((column) => {
      const to = changeOf(column, grants.get(`${type.name}.${column.field}`));
      return to === null ? [] : [{ column: column.column, to }];
    });
}

function changeOf({ column, stored }: ColumnDeclaration, access: Access | undefined): string | null {
  if (access === 'READ') return null;
  if (access === undefined || access === 'VERIFY') return HIDDEN[stored]?.(column) ?? null;
  return BEHIND_MASKS[access](column);
}
