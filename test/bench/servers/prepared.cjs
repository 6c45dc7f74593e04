'use strict';
/** Statements that are written for what a document selects. */
const { COLUMNS } = require('./columns.cjs');

let prepared = 0;

/** Gives a text a name of its own, under which a connection prepares it. */
function prepare(purpose, text) {
  prepared += 1;
  return { name: `${purpose} ${prepared}`, text };
}

/** The fields among a selection that are columns of a type. */
function selectedFields(type, { selections }) {
  return selections.map((selection) => selection.name.value).filter((field) => field in COLUMNS[type]);
}

module.exports = { prepare, selectedFields };
