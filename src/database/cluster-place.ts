import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { LienThongError } from '../errors';

/** Where an embedded cluster keeps what: in its data directory, and, for sockets, in a short private directory. */
export interface ClusterPlace {
  /** The real path of the data directory. */
  readonly dataDir: string;
  /** PostgreSQL's own files. */
  readonly clusterDir: string;
  /** PostgreSQL's messages. */
  readonly postgresLog: string;
  /** What the keeper itself has to say. */
  readonly keeperLog: string;
  /** Tells commands with another TMPDIR where the running keeper listens. */
  readonly addressFile: string;
  /** Name of the lock: a socket that only one process can hold, and that the system frees when it dies. */
  readonly lock: string;
}

/** Port of the embedded PostgreSQL: only a part of its socket's name, nothing listens on TCP. */
export const CLUSTER_PORT = 5432;
/** Its superuser; its socket is reachable by nobody else than the user who runs the gateway. */
export const SUPERUSER = 'postgres';
/** A keeper that finds the lock held ends with this code. */
export const LOCK_IS_HELD = 75;

/** What a keeper sends to those attached to it, a line of JSON each. */
export type KeeperMessage =
  | { readonly state: 'note'; readonly level: 'info' | 'warn'; readonly text: string }
  | { readonly state: 'ready' }
  | { readonly state: 'failed'; readonly text: string };

/** Creates the data directory if need be and says where its cluster keeps what. Throws as `makeDataDirectory` does. */
export function placeCluster(dataDir: string): ClusterPlace {
  makeDataDirectory(dataDir);
  const real = realpathSync(dataDir);
  requireOwnCluster(join(real, 'postgres'));
  return {
    dataDir: real,
    clusterDir: join(real, 'postgres'),
    postgresLog: join(real, 'postgres.log'),
    keeperLog: join(real, 'keeper.log'),
    addressFile: join(real, 'keeper.json'),
    lock: process.platform === 'linux' ? `\0lienthong-${hashPath(real)}` : join(decideSocketDir(real), 'lock.sock'),
  };
}

/** Creates the data directory if need be. Throws CONFIGURATION_INVALID, naming the variable, when it cannot be used. */
export function makeDataDirectory(dataDir: string): void {
  try {
    makeDirectories(dataDir);
    readdirSync(dataDir);
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw dataDirFault(`${dataDir} cannot be used as a directory to write to (${codeOf(error)})`, error);
  }
}

/** One level after the other: Node's own recursion never ends under /proc. */
function makeDirectories(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeDirectories(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/** PostgreSQL's files are put in place whole, so files without its mark are somebody else's. */
function requireOwnCluster(clusterDir: string): void {
  let found: readonly string[];
  try {
    found = readdirSync(clusterDir);
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR') throw dataDirFault(`${clusterDir} is not a directory`, error);
    // There is none yet, or it belongs to the user as whom PostgreSQL runs.
    return;
  }
  if (found.length > 0 && !found.includes('PG_VERSION')) {
    throw dataDirFault(`${clusterDir} holds files that are not an embedded PostgreSQL's`);
  }
}

function dataDirFault(reason: string, cause?: unknown): LienThongError {
  return new LienThongError('CONFIGURATION_INVALID', `LIENTHONG_DATA_DIR: ${reason}`, {}, { cause });
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

/** The directory a new keeper uses for its sockets: short, because a socket's path holds 107 bytes at most. */
export function decideSocketDir(realDataDir: string): string {
  const name = `lienthong-${userInfo().uid}-${hashPath(realDataDir)}`;
  const preferred = join(tmpdir(), name);
  return Buffer.byteLength(join(preferred, `.s.PGSQL.${CLUSTER_PORT}`)) <= 100 ? preferred : join('/tmp', name);
}

/** The directory of the keeper that runs, or ran last; otherwise where a new one would be. */
export function findSocketDir(place: ClusterPlace): string {
  try {
    const known: unknown = JSON.parse(readFileSync(place.addressFile, 'utf8'));
    if (typeof known === 'object' && known !== null && 'socketDir' in known && typeof known.socketDir === 'string') {
      return known.socketDir;
    }
  } catch {
    // No keeper has run here, or it was killed while it wrote: it then is where a new one would be.
  }
  return decideSocketDir(place.dataDir);
}

/** Where commands attach. */
export function keeperSocket(socketDir: string): string {
  return join(socketDir, 'keeper.sock');
}

function hashPath(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 12);
}
