'use strict';
/** The gateway with nothing protected, recorded or logged. `execution` chooses how it answers an operation. */
const pino = require('pino');
const { configOf, requireBuilt } = require('../built.cjs');
const { whenTold } = require('./told.cjs');

whenTold(async ({ dataDir, execution }) => {
  const { openSite } = requireBuilt('database/site');
  const { loadSecret } = requireBuilt('database/installation-secret');
  const { createServer } = requireBuilt('server/create-server');
  const config = configOf(dataDir);
  const log = pino({ level: 'silent' });
  const site = await openSite(config, { log });
  const secret = await loadSecret(config);
  const { url } = await createServer({ site, host: config.host, port: 0, secret, log, execution, protection: 'none' });
  return `${url}/graphql`;
});
