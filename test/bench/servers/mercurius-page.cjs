'use strict';
/** How the Mercurius server reads a page of participants, and their number, by province and scheme. */
const { select } = require('./columns.cjs');
const { prepare, selectedFields } = require('./prepared.cjs');

const FLAGS = {
  COMPULSORY_SI: 'in_compulsory_si',
  VOLUNTARY_SI: 'in_voluntary_si',
  UNEMPLOYMENT_INSURANCE: 'in_unemployment_insurance',
  HEALTH_INSURANCE: 'in_health_insurance',
};

/** Gives `page(connection, info)` and `count(connection)` for connections of `{ filter, first }`. */
function openPages({ insurance }) {
  return {
    /** Reads the page of a connection once, with the columns that its nodes are asked for. */
    page(connection, info) {
      connection.page ??= readPage(insurance, connection, info.operation);
      return connection.page;
    },
    async count({ filter }) {
      const { rows } = await insurance.query({ ...countStatement(filter.scheme), values: [filter.province] });
      return rows[0].count;
    },
  };
}

async function readPage(insurance, { filter, first }, operation) {
  const { rows } = await insurance.query({
    ...pageStatement(operation, filter.scheme),
    values: [filter.province, first + 1],
  });
  const edges = rows.slice(0, first).map((node) => ({ cursor: toCursor(node.insurance_number), node }));
  const endCursor = edges.at(-1)?.cursor ?? null;
  return { edges, pageInfo: { hasNextPage: rows.length > first, endCursor } };
}

const countStatements = new Map();

function countStatement(scheme) {
  if (!countStatements.has(scheme)) {
    const text = `select count(*) from share.participant where province_code = $1 and ${FLAGS[scheme]}`;
    countStatements.set(scheme, prepare('count', text));
  }
  return countStatements.get(scheme);
}

/** By operation and scheme, as `statements` by field. */
const pageStatements = new WeakMap();

function pageStatement(operation, scheme) {
  if (!pageStatements.has(operation)) pageStatements.set(operation, new Map());
  const bySchemes = pageStatements.get(operation);
  if (!bySchemes.has(scheme)) {
    const asked = ['insurance_number', 'personal_id', 'employer_unit_id', select('Participant', nodeFields(operation))];
    bySchemes.set(
      scheme,
      prepare(
        'page',
        `select ${asked.join(', ')} from share.participant where province_code = $1 and ${FLAGS[scheme]}
          order by participant.insurance_number limit $2`,
      ),
    );
  }
  return bySchemes.get(scheme);
}

/** The columns that a document asks of the participants on a page. */
function nodeFields(operation) {
  const step = (selectionSet, name) =>
    selectionSet.selections.find((selection) => selection.name.value === name).selectionSet;
  return selectedFields('Participant', ['participants', 'edges', 'node'].reduce(step, operation.selectionSet));
}

function toCursor(key) {
  return Buffer.from(key).toString('base64');
}

module.exports = { openPages };
