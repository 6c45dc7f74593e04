import { Command } from 'commander';
import { loadSecret } from '../database/installation-secret';
import { hasNation } from '../demo/build-nation';
import { createServer, type RunningServer } from '../server/create-server';
import { REGISTERS } from '../values/databases';
import { loadNation } from './demo';
import { prepareDatabases } from './migrate';
import { inSession, type Session } from './session';

/** `lienthong serve`: everything up, and down again at SIGINT or SIGTERM. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('start the databases, load the demonstration nation on the first run, and serve the graph')
    .action(() => inSession(serve));
}

async function serve(session: Session): Promise<void> {
  const stop = stopSignal();
  const { site, config, log } = session;
  await prepareDatabases(session, site.databases.filter((name) => site.isEmbedded(name) || name === 'gateway'));
  const isDemonstration = REGISTERS.every((register) => site.isEmbedded(register));
  if (isDemonstration && !(await hasNation(site.owner('gateway')))) await loadNation(session, config.demo);
  const secret = await loadSecret(config);
  const server = await createServer({ site, host: config.host, port: config.port, secret, log });
  announce(server, config.host);
  log.info({ signal: await stop }, 'stopping');
  await server.close();
}

function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}

function announce({ url }: RunningServer, host: string): void {
  process.stderr.write(
    [
      '',
      '  Liên Thông is ready',
      `    GraphiQL   ${url}/graphiql`,
      `    GraphQL    ${url}/graphql`,
      `    Health     ${url}/health/ready`,
      `  It listens on ${host} only, since there are no sharing agreements yet: whoever reaches it may ask anything.`,
      '',
      '',
    ].join('\n'),
  );
}
