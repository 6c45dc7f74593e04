'use strict';
/** How the Mercurius server reads the registers: one DataLoader for each edge of a document and each request. */
const DataLoader = require('dataloader');
const { select } = require('./columns.cjs');
const { prepare, selectedFields } = require('./prepared.cjs');

/**
 * Every edge: the register and view it leads to, the columns by which a row is found and from which its own edges
 * start, the order of a list (`many`) or of those of whom the first is meant (`first`), and whether a list that can be
 * long is cut in SQL.
 */
const EDGES = {
  citizen: { of: 'Citizen', register: 'population', view: 'citizen', by: 'personal_id' },
  death: { of: 'Death', register: 'population', view: 'death', by: 'personal_id' },
  supersededIds: {
    of: 'SupersededId',
    register: 'population',
    view: 'superseded_id',
    by: 'personal_id',
    many: 'superseded_on desc, superseded_id',
  },
  participantsOfPerson: {
    of: 'Participant',
    register: 'insurance',
    view: 'participant',
    by: 'personal_id',
    starts: ['insurance_number', 'employer_unit_id'],
    many: 'insurance_number',
  },
  employer: { of: 'EmployerUnit', register: 'insurance', view: 'employer_unit', by: 'unit_id' },
  contributions: {
    of: 'Contribution',
    register: 'insurance',
    view: 'contribution',
    by: 'insurance_number',
    many: 'contribution.month desc',
    cut: true,
  },
  participations: {
    of: 'Participation',
    register: 'insurance',
    view: 'participation',
    by: 'insurance_number',
    many: 'started_on desc, participation_id',
    cut: true,
  },
  taxpayer: {
    of: 'Taxpayer',
    register: 'tax',
    view: 'taxpayer',
    by: 'personal_id',
    starts: ['tax_code'],
    first: 'taxpayer.status, tax_code',
  },
  taxpayersOfPerson: {
    of: 'Taxpayer',
    register: 'tax',
    view: 'taxpayer',
    by: 'personal_id',
    starts: ['tax_code'],
    many: 'taxpayer.status, tax_code',
  },
  incomes: {
    of: 'Income',
    register: 'tax',
    view: 'income',
    by: 'tax_code',
    starts: ['payer_tax_code'],
    many: 'year desc, payer_tax_code',
    cut: true,
  },
  payer: { of: 'TaxOrganisation', register: 'tax', view: 'organisation', by: 'tax_code' },
  healthCards: {
    of: 'HealthCard',
    register: 'health',
    view: 'card',
    by: 'insurance_number',
    starts: ['facility_code'],
    many: 'valid_from desc, card_number',
  },
  healthCardsOfPerson: {
    of: 'HealthCard',
    register: 'health',
    view: 'card',
    by: 'personal_id',
    starts: ['facility_code'],
    many: 'valid_from desc, card_number',
  },
  facility: { of: 'Facility', register: 'health', view: 'facility', by: 'facility_code' },
};

/** Gives the function by which the resolvers of one request follow an edge: name, info, key, length of the list. */
function openLoaders(pools) {
  const loaders = new Map();
  return (name, info, key, first) => {
    const [field] = info.fieldNodes;
    let loader = loaders.get(field);
    if (!loader) {
      loader = new DataLoader((keys) => readEdge(pools, name, field, keys, first));
      loaders.set(field, loader);
    }
    return loader.load(key);
  };
}

async function readEdge(pools, name, field, keys, first) {
  const { register, many, cut } = EDGES[name];
  const { rows } = await pools[register].query({
    ...statementOf(name, field),
    values: cut ? [keys, first] : [keys],
  });
  if (!many) {
    const byKey = new Map(rows.map((row) => [row.key, row]));
    return keys.map((key) => byKey.get(key) ?? null);
  }
  const lists = new Map(keys.map((key) => [key, []]));
  for (const row of rows) {
    const list = lists.get(row.key);
    if (list.length < first) list.push(row);
  }
  return keys.map((key) => lists.get(key));
}

/** The statements by field of a document: Mercurius keeps parsed documents, so a field is the same object every time. */
const statements = new WeakMap();

function statementOf(name, field) {
  let statement = statements.get(field);
  if (!statement) {
    statement = prepare(name, writeEdge(EDGES[name], selectedFields(EDGES[name].of, field.selectionSet)));
    statements.set(field, statement);
  }
  return statement;
}

function writeEdge({ of, view, by, starts = [], many, first, cut }, fields) {
  const columns = [`${view}.${by} as key`, ...new Set([by, ...starts]), ...fields.map((field) => select(of, [field]))];
  const from = `${columns.join(', ')} from share.${view}`;
  if (cut) {
    return `select t.* from unnest($1::text[]) k(key) cross join lateral (
      select ${from} where ${view}.${by} = k.key order by ${many} limit $2) t`;
  }
  const where = `${from} where ${view}.${by} = any($1)`;
  if (first) return `select distinct on (${view}.${by}) ${where} order by ${view}.${by}, ${first}`;
  return many ? `select ${where} order by ${many}` : `select ${where}`;
}

module.exports = { openLoaders };
