'use strict';
/** Rounds of measurements: in each, every page is asked of every server, one server at a time, in a rotating order. */
const os = require('node:os');
const { setTimeout: delay } = require('node:timers/promises');
const { readCpu } = require('./cpu.cjs');
const { bodiesOf } = require('./pages.cjs');

/** A server is asked so long before its turn is measured: it opens its connections and prepares its statements. */
const WARM_SECONDS = 1;
/** What is under way when a load ends is ended before CPU is read and before the next begins. */
const SETTLE_MS = 150;

/**
 * Measures `{ servers, load, postmaster, letGo }`: `postmaster` is the process ID of PostgreSQL, `letGo` ends the
 * connections of all servers. Gives `{ page, server, round, rate, p50, p99, failures, cpu, databaseCpu, elsewhere }`
 * for each turn: requests a second, milliseconds, a number, CPU milliseconds a request, and the part of the machine's
 * CPU that went to others. The first round is not measured.
 */
async function measure(scene, { pages, rounds, seconds, connections }, samples, say) {
  const turns = [];
  for (let round = 0; round <= rounds; round += 1) {
    say(round === 0 ? 'warming up' : `round ${round} of ${rounds}`);
    for (const [i, page] of pages.entries()) {
      for (const server of rotate(scene.servers, round + i)) {
        const asked = { bodies: bodiesOf(page, server.name, samples), connections };
        const turn = await takeTurn(scene, server, asked, seconds);
        if (turn.failures > 0) say(`${page}, ${server.name}: ${turn.failures} requests failed, ${turn.failure}`);
        if (round > 0) turns.push({ page, server: server.name, round, ...turn });
      }
    }
  }
  return turns;
}

async function takeTurn({ load, postmaster, letGo }, server, asked, seconds) {
  const run = { url: server.url, headers: server.headers, ...asked };
  // Together the servers would hold more connections than PostgreSQL grants.
  await letGo();
  await load.run({ ...run, seconds: WARM_SECONDS });
  await delay(SETTLE_MS);
  const before = readClocks(server, postmaster);
  const { answered, sent, seconds: lasted, ...told } = await load.run({ ...run, seconds });
  await delay(SETTLE_MS);
  if (server.hasEnded()) throw new Error(`${server.name} ended while it was asked; what it said is above`);
  const after = readClocks(server, postmaster);
  const passed = (clock) => after[clock] - before[clock];
  return {
    ...told,
    rate: answered / lasted,
    cpu: passed('server') / sent,
    databaseCpu: passed('database') / sent,
    elsewhere: (passed('machine') - passed('ours')) / passed('capacity'),
  };
}

/** CPU milliseconds so far: of the server, PostgreSQL, all that runs for the benchmark, the machine; and all it has. */
function readClocks({ pid }, postmaster) {
  const { trees, together, machine } = readCpu([pid, postmaster, process.pid]);
  const [server, database] = trees;
  return { server, database, ours: together, machine, capacity: performance.now() * os.cpus().length };
}

function rotate(list, by) {
  const start = by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}

module.exports = { measure };
