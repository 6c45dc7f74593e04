import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

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

/** Creates the data directory if need be and says where its cluster keeps what. */
export function placeCluster(dataDir: string): ClusterPlace {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const real = realpathSync(dataDir);
  return {
    dataDir: real,
    clusterDir: join(real, 'postgres'),
    postgresLog: join(real, 'postgres.log'),
    keeperLog: join(real, 'keeper.log'),
    addressFile: join(real, 'keeper.json'),
    lock: process.platform === 'linux' ? `\0lienthong-${hashPath(real)}` : join(decideSocketDir(real), 'lock.sock'),
  };
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
