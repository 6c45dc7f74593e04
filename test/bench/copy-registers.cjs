'use strict';
/**
 * One database with a copy of the four registers, since PostGraphile reads one: a schema for each register, and in it
 * the tables that the pages need, with all their rows, keys, references and indexes under the same names.
 */
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const { pipeline } = require('node:stream/promises');
const { Client } = require('pg');
const { from: copyFrom, to: copyTo } = require('pg-copy-streams');

const DATABASE = 'bench';
const READER = 'lienthong_bench_reader';

const TABLES = {
  population: ['citizen', 'residence', 'death', 'superseded_id'],
  insurance: ['employer_unit', 'participant', 'participation', 'contribution'],
  tax: ['organisation', 'taxpayer', 'income'],
  health: ['facility', 'card'],
};

/**
 * What helps PostGraphile beyond the registers' own indexes. It compares booleans with a parameter, so that an index
 * over some rows only cannot serve it; and the sum of a contribution is a column of the register's view.
 */
const ADDED = `
  create index participant_compulsory_all on insurance.participant (province_code, in_compulsory_si, insurance_number);
  create index residence_current_all on population.residence (personal_id, kind, ended_on)`;
const ADDED_COLUMNS = {
  'insurance.contribution': ['amount bigint generated always as (si_amount + hi_amount + ui_amount) stored'],
};

/**
 * Makes the database anew unless it holds this very nation as this file copies it. Gives the connection of a role that
 * may read it.
 */
async function copyRegisters({ site, nation }, say) {
  const mark = markOf(nation);
  const isThere = await withClient(site.superuser('postgres'), async (postgres) => {
    if ((await readMark(postgres)) === mark) return true;
    say('copying the registers into one database for PostGraphile');
    await postgres.query(`drop database if exists ${DATABASE} with (force)`);
    await postgres.query(`create database ${DATABASE} template template0`);
    const role = await postgres.query('select from pg_roles where rolname = $1', [READER]);
    if (role.rowCount === 0) await postgres.query(`create role ${READER} login`);
    return false;
  });
  if (!isThere) {
    await withClient(site.superuser(DATABASE), (target) => fill(target, site));
    await withClient(site.superuser('postgres'), (client) => client.query(`comment on database bench is '${mark}'`));
  }
  return { ...site.superuser(DATABASE), user: READER, application_name: 'bench' };
}

/** Says which nation is copied, and by which version of this file. */
function markOf({ citizens, seed, asOf }) {
  const version = createHash('sha256').update(fs.readFileSync(__filename)).digest('hex').slice(0, 12);
  return `${citizens} citizens, seed ${seed}, ${asOf}, ${version}`;
}

async function readMark(postgres) {
  const { rows } = await postgres.query(
    `select shobj_description(oid, 'pg_database') as mark from pg_database where datname = $1`,
    [DATABASE],
  );
  return rows[0]?.mark ?? null;
}

async function fill(target, site) {
  const references = [];
  for (const [register, tables] of Object.entries(TABLES)) {
    await target.query(`create schema ${register}`);
    await withClient(site.superuser(register), async (source) => {
      for (const table of tables) {
        const plan = await readTable(source, register, table);
        await copyTable(source, target, register, table, plan);
        references.push(...plan.references);
      }
    });
    await target.query(`grant usage on schema ${register} to ${READER}`);
    await target.query(`grant select on all tables in schema ${register} to ${READER}`);
  }
  await target.query([...references, ADDED].join(';\n'));
  await target.query('vacuum (analyze)');
}

/** What the catalog says of a table of a register, as statements for its copy. */
async function readTable(source, register, table) {
  const values = [`register.${table}`];
  const columns = await source.query(
    `select quote_ident(attname) as name, format_type(atttypid, atttypmod) as type, attnotnull as "notNull"
       from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    values,
  );
  const keys = await source.query(
    `select conname as name, contype as type, pg_get_constraintdef(oid) as definition
       from pg_constraint where conrelid = $1::regclass and contype in ('p', 'u', 'f') order by conname`,
    values,
  );
  const indexes = await source.query(
    `select pg_get_indexdef(indexrelid) as definition from pg_index
      where indrelid = $1::regclass and not exists (select from pg_constraint where conindid = indexrelid)`,
    values,
  );
  const toStatement = ({ name, definition }) =>
    `alter table ${register}.${table} add constraint ${name} ` +
    definition.replace(' REFERENCES register.', ` REFERENCES ${register}.`);
  return {
    columns: columns.rows,
    afterFilling: [
      ...keys.rows.filter(({ type }) => type !== 'f').map(toStatement),
      ...indexes.rows.map(({ definition }) => definition.replace(' ON register.', ` ON ${register}.`)),
    ],
    references: keys.rows.filter(({ type }) => type === 'f').map(toStatement),
  };
}

/** Creates the copy and streams all rows into it, in one transaction, so that they are frozen. */
async function copyTable(source, target, register, table, { columns, afterFilling }) {
  const names = columns.map(({ name }) => name).join(', ');
  const declared = columns.map(({ name, type, notNull }) => `${name} ${type}${notNull ? ' not null' : ''}`);
  const added = ADDED_COLUMNS[`${register}.${table}`] ?? [];
  await target.query('begin');
  await target.query(`create table ${register}.${table} (${[...declared, ...added].join(', ')})`);
  await pipeline(
    source.query(copyTo(`copy (select ${names} from register.${table}) to stdout (format binary)`)),
    target.query(copyFrom(`copy ${register}.${table} (${names}) from stdin (format binary, freeze)`)),
  );
  await target.query(afterFilling.join(';\n'));
  await target.query('commit');
}

async function withClient(config, use) {
  const client = new Client(config);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

module.exports = { copyRegisters, withClient };
