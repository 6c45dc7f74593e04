'use strict';
/** Eight connections to each register, as the gateway has them, for the servers that read the registers through `pg`. */
const { Pool, types } = require('pg');

const CONNECTIONS = 8;

const [INT8, JSON_TEXT, DATE] = [20, 114, 1082];
/** Amounts stay below 2^53; dates and JSON are passed on as they came. */
const PARSERS = new Map([
  [INT8, Number],
  [JSON_TEXT, (text) => text],
  [DATE, (text) => text],
]);
const parsers = {
  getTypeParser: (oid, format) => PARSERS.get(oid) ?? types.getTypeParser(oid, format),
};

/** A pool for each register: `{ population, insurance, tax, health }`. */
function openPools(registers) {
  const entries = Object.entries(registers).map(([register, config]) => {
    const pool = new Pool({ ...config, max: CONNECTIONS, idleTimeoutMillis: 60_000, types: parsers });
    // Idle connections are ended while another server has its turn.
    pool.on('error', () => undefined);
    return [register, pool];
  });
  return Object.fromEntries(entries);
}

module.exports = { openPools, CONNECTIONS };
