'use strict';
/**
 * The gateway, without a log. `execution` chooses how it answers an operation. With `isProtected` it does what a site's
 * does: it checks an access token, answers in the view of an agreement that masks a field and narrows the rows, counts
 * people against a quota, and puts every request on record.
 */
const pino = require('pino');
const { configOf, requireBuilt } = require('../built.cjs');
const { agreementOf } = require('./agreement.cjs');
const { whenTold } = require('./told.cjs');

whenTold(async ({ dataDir, execution, isProtected }) => {
  const { openSite } = requireBuilt('database/site');
  const { loadSecret } = requireBuilt('database/installation-secret');
  const { createServer } = requireBuilt('server/create-server');
  const config = configOf(dataDir);
  const log = pino({ level: 'silent' });
  const site = await openSite(config, { log });
  const secret = await loadSecret(config);
  const guarded = isProtected ? await protect({ site, secret, log }) : { protection: 'none', headers: {} };
  const { protection, headers } = guarded;
  const { url } = await createServer({ site, host: config.host, port: 0, secret, log, execution, protection });
  return { url: `${url}/graphql`, headers };
});

const CLIENT = 'benchmark';

async function protect({ site, secret, log }) {
  const { createAuthenticator } = requireBuilt('identity/authenticator');
  const { demonstrationIssuer, signPersonaToken, DEMONSTRATION_ISSUER } = requireBuilt('demo/demonstration-issuer');
  const { openProtection } = requireBuilt('server/protection');
  await agree(site);
  const authenticator = createAuthenticator({ issuers: [demonstrationIssuer(secret)], clientCertificate: null, log });
  const protection = await openProtection({ site, authenticator, secret, checkpointDir: null, log });
  const actor = {
    issuer: DEMONSTRATION_ISSUER,
    subject: CLIENT,
    client: CLIENT,
    kind: 'partner',
    roles: [],
    province: null,
    personalId: null,
  };
  const headers = {
    authorization: `Bearer ${await signPersonaToken(secret, actor, new Date())}`,
    'lienthong-purpose': 'tax-review',
    'lienthong-case': 'benchmark/1',
  };
  return { protection, headers };
}

async function agree(site) {
  const { Client } = require('pg');
  const { proposeVersion, decideVersion } = requireBuilt('agreements/agreement-store');
  const { resolveGrants } = requireBuilt('planning/view/grants');
  const { graphSchema } = requireBuilt('server/graph-schema');
  const agreement = agreementOf(CLIENT, requireBuilt('demo/agreements'), requireBuilt('values/province'));
  const client = new Client(site.writer());
  await client.connect();
  try {
    const version = await proposeVersion(client, { agreement, grants: resolveGrants(graphSchema(), agreement) }, 'one');
    await decideVersion(client, { agreement: CLIENT, version, kind: 'ACTIVATED', actor: 'another', reason: null });
  } finally {
    await client.end();
  }
}
