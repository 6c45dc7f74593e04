'use strict';
/** Rounds of measurements: in each, every page is asked of every server, one server at a time, in a rotating order. */
const { setTimeout: delay } = require('node:timers/promises');
const { cpuOfTree } = require('./cpu.cjs');
const { bodiesOf } = require('./pages.cjs');

const CONNECTIONS = 8;
/** A server is asked so long before its turn is measured: it opens its connections and prepares its statements. */
const WARM_SECONDS = 1;
/** What is under way when the load ends is ended before CPU is read. */
const SETTLE_MS = 150;

/**
 * Measures `{ servers, load, postmaster, letGo }`: `postmaster` is the process ID of PostgreSQL, `letGo` ends the
 * connections of all servers. Gives `{ page, server, round, rate, p50, p99, failures, cpu, databaseCpu }` for each
 * turn: requests a second, milliseconds, a number, and CPU milliseconds a request. The first round is not measured.
 */
async function measure(scene, { pages, rounds, seconds }, samples, say) {
  const turns = [];
  for (let round = 0; round <= rounds; round += 1) {
    say(round === 0 ? 'warming up' : `round ${round} of ${rounds}`);
    for (const [i, page] of pages.entries()) {
      for (const server of rotate(scene.servers, round + i)) {
        const turn = await takeTurn(scene, server, bodiesOf(page, server.name, samples), seconds);
        if (round > 0) turns.push({ page, server: server.name, round, ...turn });
      }
    }
  }
  return turns;
}

async function takeTurn({ load, postmaster, letGo }, server, bodies, seconds) {
  const run = { url: server.url, bodies, connections: CONNECTIONS };
  // Together the servers would hold more connections than PostgreSQL grants.
  await letGo();
  await load.run({ ...run, seconds: WARM_SECONDS });
  const readCpu = () => [cpuOfTree(server.pid), cpuOfTree(postmaster)];
  const before = readCpu();
  const { answered, sent, seconds: lasted, p50, p99, failures } = await load.run({ ...run, seconds });
  await delay(SETTLE_MS);
  const [cpu, databaseCpu] = readCpu().map((used, i) => (used - before[i]) / sent);
  return { rate: answered / lasted, p50, p99, failures, cpu, databaseCpu };
}

function rotate(list, by) {
  const start = by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}

module.exports = { measure };
