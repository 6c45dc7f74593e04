'use strict';
/** The whole benchmark, once its packages are there. */
const fs = require('node:fs');
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');
const { checkAnswers } = require('./check-answers.cjs');
const { copyRegisters, withClient } = require('./copy-registers.cjs');
const { startLoad } = require('./load-process.cjs');
const { measure } = require('./measure.cjs');
const { openNation } = require('./nation.cjs');
const { putIntoDocument, writeReport } = require('./report.cjs');
const { findSamples } = require('./samples.cjs');
const { startServer } = require('./server-process.cjs');

const REGISTERS = ['population', 'insurance', 'tax', 'health'];

/**
 * Starts everything, checks that all servers answer the same, measures and reports. What it opens is added to `scope`,
 * which the caller closes, also when this fails.
 */
async function bench(options, scope, say) {
  const opened = await openNation(options, say);
  const { site, nation, clusterDir } = opened;
  scope.add(() => site.close());
  const copy = options.servers.includes('postgraphile') ? await copyRegisters(opened, say) : null;
  const registers = Object.fromEntries(REGISTERS.map((register) => [register, site.reader(register)]));
  const servers = [];
  for (const name of options.servers) {
    const server = await startServer(name, { dataDir: options.dataDir, registers, bench: copy });
    scope.add(server.stop);
    servers.push(server);
  }
  const load = startLoad();
  scope.add(load.stop);

  const letGo = () => withClient(site.superuser('postgres'), endConnections);
  const samples = await findSamples(site);
  say('checking that all answer the same');
  await checkAnswers(servers, options.pages, samples);
  await withClient(site.superuser('postgres'), (client) => client.query('checkpoint'));

  const postmaster = Number(fs.readFileSync(path.join(clusterDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
  const turns = await measure({ servers, load, postmaster, letGo }, options, samples, say);
  const report = await writeReport({ turns, nation, options, servers });
  process.stdout.write(`\n${report}\n`);
  if (options.write && putIntoDocument(report)) say('put into docs/performance.md');
  if (turns.some(({ failures }) => failures > 0)) throw new Error('some requests failed, so the figures mean little');
}

const OTHERS = `from pg_stat_activity
  where backend_type = 'client backend' and pid <> pg_backend_pid() and datname <> 'gateway'`;
/** How long a server may take to go on with a request, or to notice that a connection has ended. */
const PAUSE_MS = 100;

/**
 * Ends every connection but this one and those to the gateway's own database, where a date is read now and then. Waits
 * before until no server is at work any more, and afterwards until they know.
 */
async function endConnections(client) {
  const count = async (condition) => (await client.query(`select ${OTHERS} ${condition}`)).rowCount;
  const atWork = `and (state <> 'idle' or state_change > clock_timestamp() - interval '${PAUSE_MS} ms')`;
  while ((await count(atWork)) > 0) await delay(PAUSE_MS);
  await client.query(`select pg_terminate_backend(pid) ${OTHERS}`);
  while ((await count('')) > 0) await delay(PAUSE_MS / 10);
  await delay(PAUSE_MS);
}

module.exports = { bench };
