import { readConfig } from '../../src/config';
import { openLog } from '../../src/cli/session';
import { personaIssuer } from '../../src/cli/persona-issuer';
import { loadSecret } from '../../src/database/installation-secret';
import { openSite, type Site } from '../../src/database/site';
import { acceptedIssuers } from '../../src/demo/accepted-issuers';
import { createAuthenticator } from '../../src/identity/authenticator';
import { createServer } from '../../src/server/create-server';
import { openProtection } from '../../src/server/protection';
import type { GatewayPorts } from './gateway-process';

/**
 * What `lienthong serve` starts, over databases that are prepared already, some of which it reaches through a proof's
 * proxies: their ports come in PROOF_PORTS. Tells its address to its parent, and ends when that lets go or says SIGTERM.
 */
async function main(): Promise<void> {
  const config = readConfig();
  const log = openLog(config.logLevel);
  const site = behind(await openSite(config, { log }), JSON.parse(process.env['PROOF_PORTS'] ?? '{}') as GatewayPorts);
  const secret = await loadSecret(config);
  const authenticator = createAuthenticator({ ...(await acceptedIssuers(config, secret)), log });
  const { host, port, checkpointDir, metrics, proxies, strangers } = config;
  const protection = await openProtection({ site, authenticator, secret, checkpointDir, log, strangers });
  const personas = personaIssuer(config, site, secret);
  const server = await createServer({ site, host, port, secret, log, protection, personas, metrics, proxies });
  process.send?.(server.url);
  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    await server.close();
    await site.close();
    if (process.connected) process.disconnect();
  };
  process.on('SIGTERM', () => void stop());
  process.on('disconnect', () => void stop());
}

/** The site with its embedded databases behind ports of this machine. */
function behind(site: Site, { writer, readers = {} }: GatewayPorts): Site {
  return {
    ...site,
    writer: (limits) => ({ ...site.writer(limits), ...(writer ? { host: '127.0.0.1', port: writer } : {}) }),
    reader: (database, limits) => {
      const port = readers[database];
      return { ...site.reader(database, limits), ...(port ? { host: '127.0.0.1', port } : {}) };
    },
  };
}

void main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? String(error.stack) : String(error)}\n`);
  process.exit(1);
});
