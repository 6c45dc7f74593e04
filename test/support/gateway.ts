import { loadSecret } from '../../src/database/installation-secret';
import type { Site } from '../../src/database/site';
import { createServer, type ServerOptions } from '../../src/server/create-server';
import { openTestSite, silent, testConfig } from './cluster';

/** A gateway over the run's databases, on a port of its own. */
export interface TestGateway {
  readonly url: string;
  /** Where its figures are; null for nowhere. */
  readonly metricsUrl: string | null;
  readonly site: Site;
  /** Sends one operation and gives the parsed answer with its HTTP status. */
  ask(query: string, variables?: Readonly<Record<string, unknown>>, options?: RequestOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface RequestOptions {
  /** Beside the content type. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Says that the caller goes away. */
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  /** As the caller sees it; the test says what it expects to find. */
  readonly data: Readonly<Record<string, never>> | null;
  readonly errors?: readonly {
    message: string;
    path?: readonly (string | number)[];
    extensions: Record<string, unknown>;
  }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

type GatewayOptions = Partial<
  Pick<ServerOptions, 'site' | 'limits' | 'log' | 'execution' | 'countsKeptMs' | 'protection' | 'metrics' | 'proxies'>
>;

/** Starts a gateway over a site, by default the run's own; close it in afterAll. */
export async function startGateway(options: GatewayOptions = {}): Promise<TestGateway> {
  const config = testConfig();
  const site = options.site ?? (await openTestSite());
  const secret = await loadSecret(config);
  const server = await createServer({
    log: silent,
    protection: 'none',
    ...options,
    site,
    host: config.host,
    port: 0,
    secret,
  });
  return {
    url: server.url,
    metricsUrl: server.metricsUrl,
    site,
    ask: (query, variables, options) => askAt(server.url, query, variables, options),
    close: async () => {
      await server.close();
      if (!options.site) await site.close();
    },
  };
}

/** Sends one operation to a gateway at an address. */
export async function askAt(
  url: string,
  query: string,
  variables?: Readonly<Record<string, unknown>>,
  { headers, signal }: RequestOptions = {},
): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
    signal: signal ?? null,
  });
  return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) };
}
