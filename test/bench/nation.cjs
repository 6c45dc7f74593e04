'use strict';
/** The databases that are asked, and the demonstration nation in them. */
const fs = require('node:fs');
const path = require('node:path');
const { configOf, requireBuilt } = require('./built.cjs');

const SEED = 1;

/**
 * Attaches to the embedded databases of a directory, starting them if need be, and builds a nation of so many citizens
 * when there is none. Gives `{ site, nation: { citizens, seed, asOf }, clusterDir }`; whoever asked closes the site.
 * Throws when another nation is there already, since that may be somebody's own.
 */
async function openNation({ dataDir, citizens }, say) {
  const { openLog } = requireBuilt('cli/session');
  const { openSite } = requireBuilt('database/site');
  const config = configOf(dataDir);
  const log = openLog('warn');
  const site = await openSite(config, { log });
  try {
    const nation = await findOrBuild({ site, config, log }, citizens, say);
    return { site, nation, clusterDir: path.join(fs.realpathSync(dataDir), 'postgres') };
  } catch (error) {
    await site.close();
    throw error;
  }
}

async function findOrBuild(session, citizens, say) {
  const { prepareDatabases } = requireBuilt('cli/migrate');
  const { loadNation } = requireBuilt('cli/demo');
  const { withClient } = requireBuilt('demo/build-schema');
  const { findDataset } = requireBuilt('demo/dataset');
  const { site, config } = session;
  await prepareDatabases(session, site.databases);
  const found = await withClient(site.owner('gateway'), findDataset);
  const wanted = { ...config.demo, citizens, seed: SEED };
  if (found === null) {
    say(`building a nation of ${citizens} citizens`);
    await loadNation(session, wanted);
    return wanted;
  }
  if (found.citizens !== citizens || found.seed !== SEED || found.asOf !== wanted.asOf) {
    const { dataDir } = config;
    throw new Error(
      `${dataDir} holds another nation (${found.citizens} citizens, seed ${found.seed}): give another --data-dir`,
    );
  }
  return found;
}

module.exports = { openNation };
