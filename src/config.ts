import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { LienThongError } from './errors';

/** Everything the product reads from its environment, checked. Frozen. */
export interface Config {
  /** TCP port of the gateway; 0 lets the system choose a free one. */
  readonly port: number;
  /** Address the gateway listens on: a loopback address. */
  readonly host: string;
  /** Absolute path of the directory that holds the embedded databases. */
  readonly dataDir: string;
  readonly demo: { readonly citizens: number; readonly seed: number; /** YYYY-MM-DD */ readonly asOf: string };
  /** The part of `demo` that the environment says; the rest are defaults. */
  readonly demoAsked: Partial<Config['demo']>;
  /** A site's own PostgreSQL for each database that has one; the others are embedded. */
  readonly urls: Readonly<Partial<Record<keyof typeof URL_VARIABLES, string>>>;
  /** Where the demonstration keeps its ground truth when the gateway's own database is at `urls.gateway`. */
  readonly truthUrl: string | null;
  /** Absolute path of the file that says whose access tokens are taken; null when there is none. */
  readonly issuersFile: string | null;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** 32 bytes from which keys are derived; null means the file of the data directory. */
  readonly secret: Buffer | null;
  /** Absolute path of the directory to which the audit log's checkpoints are exported; null means nowhere. */
  readonly checkpointDir: string | null;
  /** Where the gateway's figures can be had: beside the graph, at a port of their own, or nowhere. */
  readonly metrics: 'beside' | 'off' | number;
  /** Addresses and subnets of the proxies whose `X-Forwarded-For` is believed. */
  readonly proxies: readonly string[];
  /** Subnets beside the public addresses in which receivers of events may be. */
  readonly receiverNetworks: readonly string[];
  /** How much may be asked without a good access token, a minute and from one place. */
  readonly strangers: { readonly publicPerMinute: number; readonly refusedTokensPerMinute: number };
}

/** The variable that names a site's own server for each database. */
export const URL_VARIABLES = {
  population: 'LIENTHONG_POPULATION_URL',
  insurance: 'LIENTHONG_INSURANCE_URL',
  tax: 'LIENTHONG_TAX_URL',
  health: 'LIENTHONG_HEALTH_URL',
  gateway: 'LIENTHONG_GATEWAY_URL',
} as const;

/** The days as of which the demonstration nation can be built: the provinces are those of until July 2025. */
const DEMO_DAYS = { first: '2022-12-31', last: '2025-06-30' } as const;

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Reads one variable's text, or throws an Error whose message is the reason why it is refused. */
type Parse<T> = (text: string) => T;

/** How the demonstration's options are read, from the environment and from a command's words alike. */
export const DEMO_PARSERS = {
  citizens: wholeNumber(1_000, 100_000_000),
  seed: wholeNumber(0, 2 ** 32 - 1),
  asOf: parseDemoDay,
} as const;

/**
 * Reads the environment; a variable that is missing or empty has its default. Throws one CONFIGURATION_INVALID whose
 * message has a line for every fault. A URL is never echoed, because it may hold a password.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const faults: string[] = [];
  const read = <T, D>(variable: string, parse: Parse<T>, missing: D): T | D => {
    const text = env[variable]?.trim();
    if (text === undefined || text === '') return missing;
    try {
      return parse(text);
    } catch (error) {
      faults.push(`${variable}: ${error instanceof Error ? error.message : String(error)}`);
      return missing;
    }
  };
  const urls: Partial<Record<keyof typeof URL_VARIABLES, string>> = {};
  for (const [database, variable] of Object.entries(URL_VARIABLES)) {
    const url = read(variable, parsePostgresUrl, undefined);
    if (url !== undefined) urls[database as keyof typeof URL_VARIABLES] = url;
  }
  const demoAsked = {
    citizens: read('LIENTHONG_DEMO_CITIZENS', DEMO_PARSERS.citizens, undefined),
    seed: read('LIENTHONG_DEMO_SEED', DEMO_PARSERS.seed, undefined),
    asOf: read('LIENTHONG_DEMO_AS_OF', DEMO_PARSERS.asOf, undefined),
  };
  const config: Config = {
    port: read('PORT', wholeNumber(0, 65_535), 4000),
    host: read('HOST', parseLoopbackAddress, '127.0.0.1'),
    dataDir: resolve(read('LIENTHONG_DATA_DIR', parsePath, '.data')),
    demo: Object.freeze({
      citizens: demoAsked.citizens ?? 100_000,
      seed: demoAsked.seed ?? 1,
      asOf: demoAsked.asOf ?? '2023-12-31',
    }),
    demoAsked: Object.freeze(demoAsked),
    urls: Object.freeze(urls),
    truthUrl: read('LIENTHONG_TRUTH_URL', parsePostgresUrl, null),
    issuersFile: read('LIENTHONG_ISSUERS', (text) => resolve(parsePath(text)), null),
    logLevel: read('LIENTHONG_LOG_LEVEL', parseLogLevel, 'info'),
    secret: read('LIENTHONG_SECRET', parseSecret, null),
    checkpointDir: read('LIENTHONG_CHECKPOINT_DIR', (text) => resolve(parsePath(text)), null),
    metrics: read('LIENTHONG_METRICS', parseMetrics, 'beside'),
    proxies: Object.freeze(read('LIENTHONG_PROXIES', parseNetworks, [])),
    receiverNetworks: Object.freeze(read('LIENTHONG_RECEIVER_NETWORKS', parseNetworks, [])),
    strangers: Object.freeze({
      publicPerMinute: read('LIENTHONG_PUBLIC_PER_MINUTE', wholeNumber(1, 1_000_000), 600),
      refusedTokensPerMinute: read('LIENTHONG_REFUSED_TOKENS_PER_MINUTE', wholeNumber(1, 1_000_000), 60),
    }),
  };
  if (faults.length > 0) {
    throw new LienThongError('CONFIGURATION_INVALID', faults.join('\n'), { faults });
  }
  return Object.freeze(config);
}

function wholeNumber(least: number, most: number): Parse<number> {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new Error(`"${text}" is not a whole number from ${least} to ${most}`);
  };
}

function parseLoopbackAddress(text: string): string {
  const host = text.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))) return host;
  throw new Error(
    `"${text}" is not a loopback address (127.0.0.0/8, ::1 or localhost): the gateway speaks HTTP without TLS, ` +
      'so a proxy on this machine has to stand between it and the network',
  );
}

function parseMetrics(text: string): Config['metrics'] {
  if (text === 'beside' || text === 'off') return text;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new Error(`"${text}" is not beside, off or the number of a port`);
}

function parseNetworks(text: string): readonly string[] {
  return text.split(',').map((each) => {
    const network = each.trim();
    const [address = '', bits, ...rest] = network.split('/');
    const family = isIP(address);
    const most = family === 4 ? 32 : 128;
    const isSubnet = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
    if (family !== 0 && isSubnet && rest.length === 0) return network;
    throw new Error(`"${network}" is not an address or a subnet such as 10.0.0.0/8; several are parted by commas`);
  });
}

function parsePath(text: string): string {
  if (/\p{Cc}/u.test(text)) throw new Error('a path without line breaks and other control characters is needed');
  return text;
}

function parseDemoDay(text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text)) {
    if (text >= DEMO_DAYS.first && text <= DEMO_DAYS.last) return text;
  }
  throw new Error(`"${text}" is not a date from ${DEMO_DAYS.first} to ${DEMO_DAYS.last}`);
}

function parseLogLevel(text: string): (typeof LOG_LEVELS)[number] {
  const level = LOG_LEVELS.find((known) => known === text);
  if (level !== undefined) return level;
  throw new Error(`"${text}" is not one of ${LOG_LEVELS.join(', ')}`);
}

function parseSecret(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (/^[A-Za-z0-9+/]{43}=?$/.test(text) && bytes.length === 32) return bytes;
  throw new Error('it is not 32 bytes in base64 (make one with: openssl rand -base64 32)');
}

function parsePostgresUrl(text: string): string {
  // A URL for a Unix socket may leave the host out; the general parser wants one beside a user.
  const url = toUrl(text.replace(/^([a-z]+:\/\/)([^/?#]*@)?\//, '$1$2localhost/'));
  if (url === null) throw new Error('it is not a URL (postgresql://user:password@host:5432/database)');
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') {
    throw new Error(`its scheme is ${url.protocol}//, not postgresql://`);
  }
  if (url.pathname.length < 2) throw new Error('it names no database (postgresql://user:password@host:5432/database)');
  return text;
}

function toUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
