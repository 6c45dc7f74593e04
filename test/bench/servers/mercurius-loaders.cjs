'use strict';
/** How the Mercurius server reads the registers: one DataLoader for each edge of a document and each request. */
const DataLoader = require('dataloader');
const { COLUMNS, select } = require('./columns.cjs');

/**
 * Every edge: the register and view it leads to, the columns by which a row is found and from which its own edges
 * start, whether it is a list, the order of a list, and whether a list is cut for each key rather than read whole.
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
    if (cut || list.length < first || first === undefined) list.push(row);
  }
  return keys.map((key) => lists.get(key));
}

/** The statements by field of a document: Mercurius keeps parsed documents, so a field is the same object every time. */
const statements = new WeakMap();

function statementOf(name, field) {
  let statement = statements.get(field);
  if (!statement) {
    const fields = selectedFields(EDGES[name].of, field.selectionSet);
    statement = { name: `${name} ${fields.join(' ')}`.slice(0, 63), text: writeEdge(EDGES[name], fields) };
    statements.set(field, statement);
  }
  return statement;
}

function selectedFields(type, { selections }) {
  return selections.map((selection) => selection.name.value).filter((field) => field in COLUMNS[type]);
}

function writeEdge({ of, view, by, starts = [], many, first, cut }, fields) {
  const columns = [`${view}.${by} as key`, ...new Set([by, ...starts]), select(of, fields)];
  const asked = columns.filter((column) => column !== '').join(', ');
  if (cut) {
    return `select t.* from unnest($1::text[]) k(key) cross join lateral (
      select ${asked} from share.${view} where ${view}.${by} = k.key order by ${many} limit $2) t`;
  }
  const distinct = first ? `distinct on (${view}.${by})` : '';
  const order = first ? `order by ${view}.${by}, ${first}` : many ? `order by ${many}` : '';
  return `select ${distinct} ${asked} from share.${view} where ${view}.${by} = any($1) ${order}`;
}

const FLAGS = {
  COMPULSORY_SI: 'in_compulsory_si',
  VOLUNTARY_SI: 'in_voluntary_si',
  UNEMPLOYMENT_INSURANCE: 'in_unemployment_insurance',
  HEALTH_INSURANCE: 'in_health_insurance',
};

/** How a page of participants and their number are read, by province and scheme. */
function pageLoader(pools) {
  const ask = async (name, text, values) => (await pools.insurance.query({ name, text, values })).rows;
  return {
    /** Reads the page of a connection once, with the columns that its nodes are asked for. */
    page(connection, info) {
      connection.page ??= readPage(ask, connection, info);
      return connection.page;
    },
    async count({ filter }) {
      const flag = FLAGS[filter.scheme];
      const [{ count }] = await ask(
        `count ${flag}`,
        `select count(*) from share.participant where province_code = $1 and ${flag}`,
        [filter.province],
      );
      return count;
    },
  };
}

async function readPage(ask, { filter, first }, info) {
  const flag = FLAGS[filter.scheme];
  const fields = nodeFields(info.operation);
  const rows = await ask(
    `page ${flag} ${fields.join(' ')}`.slice(0, 63),
    `select insurance_number, personal_id, employer_unit_id, ${select('Participant', fields)} from share.participant
      where province_code = $1 and ${flag} order by share.participant.insurance_number limit $2`,
    [filter.province, first + 1],
  );
  const edges = rows.slice(0, first).map((node) => ({ cursor: toCursor(node.insurance_number), node }));
  const endCursor = edges.at(-1)?.cursor ?? null;
  return { edges, pageInfo: { hasNextPage: rows.length > first, endCursor } };
}

const pageFields = new WeakMap();

/** The columns that a document asks of the participants on a page. */
function nodeFields(operation) {
  let fields = pageFields.get(operation);
  if (!fields) {
    const step = (selectionSet, name) =>
      selectionSet.selections.find((selection) => selection.name.value === name).selectionSet;
    const node = ['participants', 'edges', 'node'].reduce(step, operation.selectionSet);
    fields = selectedFields('Participant', node);
    pageFields.set(operation, fields);
  }
  return fields;
}

function toCursor(key) {
  return Buffer.from(key).toString('base64');
}

module.exports = { openLoaders, pageLoader };
