import { constants, setPriority } from 'node:os';
import type { Client } from 'pg';
import type { OnConnected } from '../campaigns/connections';
import type { Site } from '../database/site';

/**
 * Gives a worker, and what an embedded PostgreSQL does for it on each of its connections, the machine's least priority: whoever
 * waits for an answer is computed first. A site's own servers are another machine's, and are left alone.
 */
export function lowerPriorityOf(site: Pick<Site, 'isEmbedded'>): OnConnected {
  return async (database, client) => {
    lower(process.pid);
    if (site.isEmbedded(database)) lower(await pidOf(client));
  };
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
