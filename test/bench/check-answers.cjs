'use strict';
/** Whether the servers answer the same, before anybody measures how fast. */
const { isDeepStrictEqual } = require('node:util');
const { bodiesOf } = require('./pages.cjs');

/** PostGraphile shows codes as they are stored, so that what they are called is not compared. */
const CODES = ['sex', 'birthDatePrecision', 'status', 'kind', 'scheme'];

/**
 * Asks every server for every page with every value, and throws when one answers an error or another answer than the
 * first. PostGraphile has a schema of its own: its rows, names and values have to be the same, their form need not.
 */
async function checkAnswers(servers, pageNames, samples) {
  const [norm, ...others] = [...servers].sort((a, b) => Number(isPostgraphile(a)) - Number(isPostgraphile(b)));
  for (const pageName of pageNames) {
    const expected = await askAll(norm, pageName, samples);
    for (const server of others) {
      const found = await askAll(server, pageName, samples);
      expected.forEach((answer, i) => requireSame(answer, found[i], { pageName, norm, server }));
    }
  }
}

function isPostgraphile({ name }) {
  return name === 'postgraphile';
}

async function askAll(server, pageName, samples) {
  const answers = [];
  for (const body of bodiesOf(pageName, server.name, samples)) {
    const headers = { 'content-type': 'application/json', ...server.headers };
    const response = await fetch(server.url, { method: 'POST', headers, body });
    const text = await response.text();
    if (response.status !== 200 || text.includes('"errors":')) {
      throw new Error(`${server.name} fails for ${pageName} (${response.status}): ${text.slice(0, 500)}`);
    }
    const { data } = withoutCursors(JSON.parse(text));
    answers.push(data);
  }
  return answers;
}

/** A value without cursors, which every server makes in its own way. */
function withoutCursors(value) {
  if (Array.isArray(value)) return value.map(withoutCursors);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => name !== 'cursor' && name !== 'endCursor');
  return Object.fromEntries(kept.map(([name, part]) => [name, withoutCursors(part)]));
}

function requireSame(expected, found, { pageName, norm, server }) {
  if (isDeepStrictEqual(found, expected)) return;
  const isOther = isPostgraphile(server);
  const comparable = isOther && pageName === 'person' ? toPersonForm(found) : found;
  const isSame = isOther ? isSameValue : server.name === 'protected' ? isSameOrMasked : isIdentical;
  const difference = findDifference(expected, comparable, '', isSame);
  if (isSame !== isIdentical && difference === null) return;
  throw new Error(`${pageName}: ${server.name} answers something else than ${norm.name} at ${difference}`);
}

function isIdentical(_name, expected, found) {
  return expected === found;
}

/** A personal ID behind its mask ends in the same four digits. */
function isSameOrMasked(name, expected, found) {
  if (expected === found) return true;
  return name === 'personalId' && found === '*'.repeat(expected.length - 4) + expected.slice(-4);
}

/** PostGraphile's page of a person starts at the citizen; its fields are moved to where the gateway has them. */
function toPersonForm({ person: { participants, taxpayers, healthCards, ...citizen } }) {
  const [residence] = citizen.residentSince;
  const residentSince = residence?.startedOn ?? null;
  return {
    person: {
      personalId: citizen.personalId,
      citizen: { ...citizen, residentSince },
      participants,
      taxpayers,
      healthCards,
    },
  };
}

/** Where two values differ, as a path, by `isSame(name, expected, found)` for what is no list and no object; or null. */
function findDifference(expected, found, path, isSame) {
  if (Array.isArray(expected)) {
    if (!Array.isArray(found) || found.length !== expected.length) return `${path} (${found?.length} rows)`;
    return firstDifference(
      expected.map((part, i) => [part, found[i], `${path}/${i}`]),
      isSame,
    );
  }
  // The one taxpayer of a participant is a list of one or none in PostGraphile.
  const single = Array.isArray(found) ? (found[0] ?? null) : found;
  if (typeof expected === 'object' && expected !== null) {
    if (typeof single !== 'object' || single === null) return path;
    return firstDifference(
      Object.entries(expected).map(([name, part]) => [part, single[name], `${path}/${name}`]),
      isSame,
    );
  }
  return isSame(path.split('/').at(-1), expected, single) ? null : `${path}: ${expected}, ${single}`;
}

function firstDifference(parts, isSame) {
  for (const [expected, found, path] of parts) {
    const difference = findDifference(expected, found, path, isSame);
    if (difference !== null) return difference;
  }
  return null;
}

/** Whether two values say the same, where one may be a number as text, a month as its first day, or a code. */
function isSameValue(name, expected, found) {
  if (expected === null || found === null || found === undefined) return expected === found;
  if (CODES.includes(name)) return typeof found === 'string';
  return name === 'month' ? found === `${expected}-01` : String(found) === String(expected);
}

module.exports = { checkAnswers };
