import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { allDeclarations, type StoredType } from '../../src/planning/declaration';
import { declareEntry } from '../../src/planning/entry';
import { assembleSchema } from '../../src/planning/schema';
import { Claim } from '../../src/registers/health/claim';
import { HealthCard } from '../../src/registers/health/health-card';
import { Participant } from '../../src/registers/insurance/participant';
import { Target } from '../../src/registers/insurance/target';
import { Citizen } from '../../src/registers/population/citizen';
import { Taxpayer } from '../../src/registers/tax/taxpayer';
import { REGISTERS, type Register } from '../../src/values/databases';
import { sealEnvelope } from '../../src/values/envelope';

/** What a migration says of a column of a view: its name in the view, how it is stored, whether it may be null. */
interface ViewColumn {
  readonly stored: StoredType;
  readonly required: boolean;
}

const root = join(__dirname, '..', '..');

/** What the migrations of a register run, one after the other, to bring it from nothing to where it is. */
async function readMigrations(register: Register): Promise<string> {
  const folder = join(root, 'migrations', register);
  const run: string[] = [];
  for (const file of readdirSync(folder).sort()) {
    const [Migration] = Object.values(
      (await import(join(folder, file))) as Record<string, new () => MigrationInterface>,
    );
    await new Migration!().up({ query: (sql: string) => Promise.resolve(run.push(sql)) } as unknown as QueryRunner);
  }
  return run.join('\n');
}

/** The columns of every table, by `table.column`. */
function parseTables(sql: string): Map<string, ViewColumn> {
  const columns = new Map<string, ViewColumn>();
  for (const [, table, body] of sql.matchAll(/create table register\.(\w+) \(\n([\s\S]*?)\n {2}\);/g)) {
    for (const [, name, stored, rest] of (body ?? '').matchAll(
      /^ {4}(\w+) (text|date|bigint|integer|boolean|numeric)\b(.*)$/gm,
    )) {
      const required = /not null|primary key/.test(rest ?? '');
      columns.set(`${table}.${name}`, { stored: stored as StoredType, required });
    }
  }
  for (const [, table, name, stored, rest] of sql.matchAll(
    /alter table register\.(\w+) add column (\w+) (text|date|bigint|integer|boolean|numeric)\b(.*);/g,
  )) {
    columns.set(`${table}.${name}`, { stored: stored as StoredType, required: /not null/.test(rest ?? '') });
  }
  return columns;
}

/** The columns of every view of `share` that has not been dropped, by `view.column`, described by the table's column they are taken from. */
function parseViews(sql: string): Map<string, ViewColumn> {
  const tables = parseTables(sql);
  const views = new Map<string, ViewColumn>();
  for (const [, dropped, view, list, from] of sql.matchAll(
    /drop view share\.(\w+);|create (?:or replace )?view share\.(\w+) as\s+select ([\s\S]*?)\s+from ([\s\S]*?);/g,
  )) {
    if (dropped !== undefined) {
      for (const name of views.keys()) if (name.startsWith(`${dropped}.`)) views.delete(name);
      continue;
    }
    const aliases = new Map(
      [...(from ?? '').matchAll(/(left join )?register\.(\w+)(?: (\w))?/g)].map(([, joined, table, alias]) => [
        alias ?? '',
        { table, joined: joined !== undefined },
      ]),
    );
    for (const item of (list ?? '').split(',').map((text) => text.trim())) {
      const [expression = '', name = /\w+$/.exec(item)?.[0]] = item.split(/\s+as\s+/);
      const [, alias = '', column] = /^(?:(\w)\.)?(\w+)/.exec(expression) ?? [];
      const source = aliases.get(alias);
      const found = tables.get(`${source?.table}.${column}`);
      if (!found) throw new Error(`${view}: no table column found for "${item}"`);
      views.set(`${view}.${name}`, { ...found, required: found.required && !source?.joined });
    }
  }
  return views;
}

describe.each(REGISTERS)('the declarations of the %s register', (register) => {
  let views: Map<string, ViewColumn>;
  beforeAll(async () => {
    views = parseViews(await readMigrations(register));
  });
  const declarations = allDeclarations().filter(({ source }) => source?.database === register);

  it('name every column of every shared view once, shown or hidden, and no other', () => {
    const declared = declarations.flatMap(({ source, columns, hidden }) =>
      [...columns.map(({ column }) => column), ...Object.keys(hidden)].map((column) => `${source?.view}.${column}`),
    );
    expect(declared.sort()).toEqual([...views.keys()].sort());
  });

  it('store every column as its table does', () => {
    const declared = declarations.flatMap(({ source, columns, hidden }) => [
      ...columns.map(({ column, stored }) => [`${source?.view}.${column}`, stored]),
      ...Object.entries(hidden).map(([column, stored]) => [`${source?.view}.${column}`, stored]),
    ]);
    const stored = Object.fromEntries([...views].map(([name, column]) => [name, column.stored]));
    expect(Object.fromEntries(declared)).toEqual(stored);
  });

  it('promise a value only where the table refuses null', () => {
    const promised = declarations.flatMap(({ source, columns }) =>
      columns.filter(({ nullable }) => !nullable).map(({ column }) => `${source?.view}.${column}`),
    );
    expect(promised.filter((name) => !views.get(name)?.required)).toEqual([]);
    expect(promised.length).toBeGreaterThan(0);
  });

  it('tell rows apart by columns of the view that refuse null', () => {
    const keys = declarations.flatMap(({ source, key }) => key.map((column) => `${source?.view}.${column}`));
    expect(keys.filter((name) => !views.get(name)?.required)).toEqual([]);
  });
});

describe('the four registers together', () => {
  it('make a schema in which every edge fits and everything is described', () => {
    const entries = [Citizen, Participant, Target, Taxpayer, HealthCard].map((type) =>
      declareEntry({ field: `any${type.name}`, of: () => type, arguments: [], by: [], description: 'One of them.' }),
    );
    const types = Object.keys(assembleSchema(entries).getTypeMap());
    const declared = allDeclarations().map(({ type }) => type.name);
    expect(declared.filter((name) => !types.includes(name))).toEqual([]);
  });

  it('mark every name and number that tells who a person is', () => {
    const marked = allDeclarations().flatMap(({ type, columns }) =>
      columns.filter(({ identifies }) => identifies).map(({ field }) => `${type.name}.${field}`),
    );
    expect(marked.sort()).toEqual([
      'Citizen.fullName',
      'Citizen.personalId',
      'Death.certificateNumber',
      'HealthCard.cardNumber',
      'HealthCard.fullName',
      'HealthCard.insuranceNumber',
      'HealthCard.personalId',
      'LegacyIdCard.cardNumber',
      'Participant.fullName',
      'Participant.insuranceNumber',
      'Participant.personalId',
      'SupersededId.supersededId',
      'Taxpayer.fullName',
      'Taxpayer.idCardNumber',
      'Taxpayer.personalId',
      'Taxpayer.taxCode',
    ]);
  });
});

describe('the diagnosis of a claim', () => {
  const column = allDeclarations()
    .find(({ type }) => type === Claim)
    ?.columns.find(({ field }) => field === 'diagnosis');
  const secrets = { cursor: Buffer.alloc(32, 1), diagnosis: Buffer.alloc(32, 2) };
  const place = { keyId: 'k1', table: 'claim', recordKey: '17', column: 'diagnosis' };

  it('is opened for the claim it was sealed for', () => {
    const sealed = sealEnvelope('J20.9', { ...place, key: secrets.diagnosis });
    expect(column?.open?.(sealed, '17', secrets)).toBe('J20.9');
  });

  it('is refused when moved to another claim, sealed with another key or not sealed at all', () => {
    const sealed = sealEnvelope('J20.9', { ...place, key: secrets.diagnosis });
    const foreign = sealEnvelope('J20.9', { ...place, key: secrets.cursor });
    const refused = expect.objectContaining({ code: 'SOURCE_VALUE_INVALID' }) as unknown;
    const open = (stored: string, recordKey: string) => () => column?.open?.(stored, recordKey, secrets);
    const thrown = [open(sealed, '18'), open(foreign, '17'), open('J20.9', '17')].map((attempt) => {
      try {
        return attempt();
      } catch (error) {
        return error;
      }
    });
    expect(thrown).toEqual([refused, refused, refused]);
  });
});
