import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import type { Config } from '../config';
import { loadSecret } from '../database/installation-secret';
import { hasNation, isBeingBuilt } from '../demo/build-nation';
import { withClient } from '../demo/build-schema';
import { findDataset } from '../demo/dataset';
import { acceptedIssuers } from '../demo/accepted-issuers';
import { isDemonstration } from '../demo/is-demonstration';
import { seedAgreements } from '../demo/seed-agreements';
import { graphSchema } from '../server/graph-schema';
import { createAuthenticator } from '../identity/authenticator';
import { resolveGrants } from '../planning/view/grants';
import { createServer, type RunningServer } from '../server/create-server';
import { openProtection } from '../server/protection';
import { REGISTERS } from '../values/databases';
import { loadNation } from './demo';
import { prepareDatabases } from './migrate';
import { personaIssuer } from './persona-issuer';
import { inSession, type Session } from './session';

const WAIT_MS = 500;

/** `lienthong serve`: everything up, and down again at SIGINT or SIGTERM. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('start the databases, load the demonstration nation on the first run, and serve the graph')
    .action(() => inSession(serve));
}

async function serve(session: Session): Promise<void> {
  const stop = stopSignal();
  const { config, log } = session;
  const started = start(session);
  const first = await Promise.race([stop, started]);
  if (typeof first === 'string') {
    log.info({ signal: first }, 'stopping before all is ready; the next start begins anew');
    // What is under way fails when the databases stop, and is nobody's any more.
    void started.then((server) => server.close()).catch(() => undefined);
    return;
  }
  announce(first, config);
  log.info({ signal: await stop }, 'stopping');
  await first.close();
}

/** Prepares the databases, loads the demonstration nation if there is none, and starts to answer. */
async function start(session: Session): Promise<RunningServer> {
  const { site, config, log } = session;
  const own = site.databases.filter((name) => site.isEmbedded(name) || name === 'gateway');
  await prepareDatabases(session, own);
  if (REGISTERS.every((register) => site.isEmbedded(register))) await findOrLoadNation(session);
  const secret = await loadSecret(config);
  if (isDemonstration(config))
    await seedAgreements(site.writer(), (agreement) => resolveGrants(graphSchema(), agreement));
  const authenticator = createAuthenticator({ ...(await acceptedIssuers(config, secret)), log });
  void authenticator.refreshKeys();
  const { host, port, checkpointDir, metrics, proxies, strangers } = config;
  const receivers = { loopback: isDemonstration(config), networks: config.receiverNetworks };
  const protection = await openProtection({ site, authenticator, secret, checkpointDir, log, strangers, receivers });
  const personas = personaIssuer(config, site, secret);
  return createServer({ site, host, port, secret, log, protection, personas, metrics, proxies });
}

/** Loads the demonstration nation if there is none; when another process does so already, waits until it is done. */
async function findOrLoadNation(session: Session): Promise<void> {
  const { site, config, log } = session;
  const gateway = site.owner('gateway');
  let isWaiting = false;
  while (!(await hasNation(gateway))) {
    if (await isBeingBuilt(gateway)) {
      if (!isWaiting) log.info('another process loads the demonstration nation; waiting for it');
      isWaiting = true;
      await delay(WAIT_MS, undefined, { ref: false });
      continue;
    }
    try {
      await loadNation(session, config.demo);
      return;
    } catch (error) {
      // Another process may have been a moment earlier.
      if (!(await isBeingBuilt(gateway)) && !(await hasNation(gateway))) throw error;
    }
  }
  const loaded = await withClient(gateway, findDataset);
  const asked = Object.entries<string | number | undefined>(config.demoAsked).filter(
    ([, value]) => value !== undefined,
  );
  if (loaded && asked.some(([name, value]) => loaded[name as keyof typeof loaded] !== value)) {
    log.warn(
      { loaded, asked: Object.fromEntries(asked) },
      'the loaded nation is another than LIENTHONG_DEMO_… asks for: run `lienthong demo` to replace it',
    );
  }
}

/** The first SIGINT or SIGTERM; later ones do nothing, because stopping is under way. */
function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.on('SIGINT', resolve);
    process.on('SIGTERM', resolve);
  });
}

function announce({ url, metricsUrl }: RunningServer, config: Config): void {
  const personas = isDemonstration(config) ? '; `lienthong token --list` has personas who see more' : '';
  process.stderr.write(
    [
      '',
      '  Liên Thông is ready',
      `    GraphiQL   ${url}/graphiql`,
      `    GraphQL    ${url}/graphql`,
      `    Health     ${url}/health/ready`,
      ...(metricsUrl === null ? [] : [`    Metrics    ${metricsUrl}`]),
      `  It listens on ${config.host} only. Without an access token it shows what is public${personas}.`,
      '',
      '',
    ].join('\n'),
  );
}
