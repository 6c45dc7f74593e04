import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { readConfig } from '../../src/config';
import { openSite, type Site } from '../../src/database/site';
import { seedAgreements } from '../../src/demo/seed-agreements';
import { graphSchema } from '../../src/server/graph-schema';
import { resolveGrants } from '../../src/planning/view/grants';
import type { Database } from '../../src/values/databases';
import { silent } from '../support/cluster';
import { embeddedEnvironment } from '../support/embedded-environment';
import { fillSite } from '../support/own-nation';

/** Ports of this machine through which a gateway reaches its databases, where it does not reach them directly. */
export interface GatewayPorts {
  /** Its own database as the one who writes there. */
  readonly writer?: number;
  readonly readers?: Partial<Readonly<Record<Database, number>>>;
}

/** A gateway in a process of its own. */
export interface GatewayProcess {
  readonly url: string;
  /** Everything that it has said on standard output and standard error. */
  said(): string;
  /** Ends it in good order; gives its exit code. */
  end(): Promise<number | null>;
}

/** An installation of a proof's own, and how a gateway finds it. */
export interface Installation {
  readonly site: Site;
  readonly secret: Buffer;
  readonly variables: Readonly<Record<string, string>>;
}

/** Makes one: a small nation with the agreements of the demonstration. Close its site. */
export async function openInstallation(
  dataDir: string,
  { citizens, durable }: { readonly citizens: number; readonly durable: boolean },
): Promise<Installation> {
  const config = readConfig({ LIENTHONG_DATA_DIR: dataDir });
  const site = await openSite(config, { log: silent, durable });
  try {
    const secret = randomBytes(32);
    await fillSite(site, secret, { citizens });
    await seedAgreements(site.writer(), (agreement) => resolveGrants(graphSchema(), agreement));
    const variables = { LIENTHONG_DATA_DIR: dataDir, LIENTHONG_SECRET: secret.toString('base64') };
    return { site, secret, variables };
  } catch (error) {
    await site.close();
    throw error;
  }
}

/** Starts a gateway over an installation, with these variables over this process's. */
export async function startGatewayProcess(
  variables: Readonly<Record<string, string>>,
  ports: GatewayPorts,
): Promise<GatewayProcess> {
  const env = embeddedEnvironment({ PORT: '0', ...variables, PROOF_PORTS: JSON.stringify(ports) });
  const child = fork(join(__dirname, 'gateway-program.cjs'), { env, silent: true, execArgv: [] });
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const failed = ended.then((code) => {
    throw new Error(`the gateway ended with ${String(code)} before it answered: ${said}`);
  });
  const [url] = (await Promise.race([once(child, 'message'), failed])) as [string];
  failed.catch(() => undefined);
  return {
    url,
    said: () => said,
    end: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
