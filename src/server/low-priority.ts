import { constants, setPriority } from 'node:os';
import type { Client } from 'pg';
import type { Connections } from '../campaigns/connections';
import type { Site } from '../database/site';

/**
 * Gives a worker, and what an embedded PostgreSQL does for it, the machine's least priority: whoever waits for an answer is
 * computed first. A site's own servers are another machine's, and are left alone.
 */
export async function lowerPriority(site: Pick<Site, 'isEmbedded'>, connections: Connections): Promise<void> {
  lower(process.pid);
  const databases = ['gateway', 'insurance', 'population', 'health'] as const;
  for (const database of databases) {
    if (site.isEmbedded(database)) lower(await pidOf(connections[database]));
  }
}

async function pidOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid ?? 0;
}

/** A process may have ended, or the system may not allow it: then it stays as it is. */
function lower(pid: number): void {
  if (pid === 0) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    return;
  }
}
