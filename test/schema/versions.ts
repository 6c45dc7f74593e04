import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const SCHEMA = 'schema/graph.graphql';
const MOST_VERSIONS = 20;

/**
 * The schema as it lies in the checkout, preceded by its latest committed versions, oldest first, each different from
 * the one before. Only the first where there is no Git, no repository or no history: in an unpacked archive, say.
 */
export function findSchemaVersions(): readonly string[] {
  const commits = (git('log', '--first-parent', '-n', String(MOST_VERSIONS), '--format=%H', '--', SCHEMA) ?? '').split(
    '\n',
  );
  const committed = commits.flatMap((commit) => (commit === '' ? [] : [git('show', `${commit}:./${SCHEMA}`)]));
  const versions = [readFileSync(join(ROOT, SCHEMA), 'utf8'), ...committed].filter((version) => version !== null);
  return versions.filter((version, i) => version !== versions[i + 1]).reverse();
}

/** What Git prints, or null when it cannot answer. */
function git(...args: string[]): string | null {
  const { status, stdout } = spawnSync('git', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return status === 0 ? stdout : null;
}
