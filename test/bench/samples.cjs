'use strict';
/** What the pages are asked for: the same for every server and, with the same nation, in every run. */
const { withClient } = require('./copy-registers.cjs');

const PROVINCES = 8;
const PERSONS = 200;
/** People of whom 200 in all four registers can be expected many times over. */
const CANDIDATES = 20_000;

const STATED_IDS = {
  insurance: 'select personal_id from share.participant where personal_id = any($1)',
  tax: 'select personal_id from share.taxpayer where personal_id = any($1)',
  health: 'select personal_id from share.card where personal_id = any($1)',
};

/** Values of the variables of each sample: `{ provincesOf50, provincesOf500, persons }`. */
async function findSamples(site) {
  const counts = await withClient(site.reader('insurance'), async (client) => {
    const { rows } = await client.query(
      `select province_code as province, count(*)::int as participants from share.participant
        where in_compulsory_si group by 1 order by 1`,
    );
    return rows;
  });
  const toVariables = ({ province }) => ({ province });
  return {
    provincesOf50: choose(counts, 50).map(toVariables),
    provincesOf500: choose(counts, 500).map(toVariables),
    persons: await findPersons(site),
  };
}

/** Up to eight provinces with at least so many participants, spread over the country; else the largest there is. */
function choose(counts, least) {
  const large = counts.filter(({ participants }) => participants >= least);
  if (large.length === 0) return [...counts].sort((a, b) => b.participants - a.participants).slice(0, 1);
  const step = Math.max(1, large.length / PROVINCES);
  return large.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step)).slice(0, PROVINCES);
}

/** Personal IDs that all four registers state, drawn by their hash. */
async function findPersons(site) {
  const drawn = await readIds(
    site.reader('population'),
    `select personal_id from share.citizen order by md5(personal_id) limit $1`,
    CANDIDATES,
  );
  const inAll = await Object.entries(STATED_IDS).reduce(async (before, [register, sql]) => {
    const ids = await before;
    const stated = new Set(await readIds(site.reader(register), sql, ids));
    return ids.filter((id) => stated.has(id));
  }, Promise.resolve(drawn));
  if (inAll.length < PERSONS) throw new Error(`only ${inAll.length} of the people drawn are in all four registers`);
  return inAll.slice(0, PERSONS).map((personalId) => ({ personalId }));
}

async function readIds(config, sql, value) {
  return withClient(config, async (client) => {
    const { rows } = await client.query({ text: sql, values: [value], rowMode: 'array' });
    return rows.map(([id]) => id);
  });
}

module.exports = { findSamples };
