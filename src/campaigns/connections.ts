import { Client, type ClientConfig } from 'pg';
import type { CorrectedRegister } from '../database/roles';
import type { Site } from '../database/site';
import type { Database } from '../values/databases';
import { type CorrectionWay, openCorrectionWay } from './send-corrections';

/** What a worker works with: one connection to each database, and the ways to the registers that it corrects. */
export interface Connections {
  readonly gateway: Client;
  readonly insurance: Client;
  readonly population: Client;
  readonly health: Client;
  readonly ways: Readonly<Record<CorrectedRegister, CorrectionWay>>;
  close(): Promise<void>;
}

/** A statement looks up some thousand keys, or numbers all participants of a nation once. */
const LIMITS = { statementTimeoutMs: 120_000, lockTimeoutMs: 10_000 };

/** Told of each connection to a database before it is used. */
export type OnConnected = (database: Database, client: Client) => Promise<void>;

/** Throws what connecting throws, and leaves nothing open then. */
export async function openConnections(
  site: Pick<Site, 'reader' | 'writer' | 'corrector'>,
  onConnected: OnConnected = () => Promise.resolve(),
): Promise<Connections> {
  const opened: Client[] = [];
  const open = async (database: Database, config: ClientConfig): Promise<Client> => {
    const client = new Client({ ...config, keepAlive: true });
    // The statement that is under way fails with it.
    client.on('error', () => undefined);
    opened.push(client);
    await client.connect();
    await onConnected(database, client);
    return client;
  };
  const close = async (): Promise<void> => {
    await Promise.all(opened.map((client) => client.end().catch(() => undefined)));
  };
  try {
    const gateway = await open(
      'gateway',
      site.writer({ ...LIMITS, idleInTransactionTimeoutMs: 10_000, plansAnew: true }),
    );
    const [insurance, population, health] = [
      await open('insurance', site.reader('insurance', LIMITS)),
      await open('population', site.reader('population', LIMITS)),
      await open('health', site.reader('health', LIMITS)),
    ];
    const ways = {
      insurance: openCorrectionWay(
        () => site.corrector('insurance', LIMITS),
        (client) => onConnected('insurance', client),
      ),
      health: openCorrectionWay(
        () => site.corrector('health', LIMITS),
        (client) => onConnected('health', client),
      ),
    };
    return {
      gateway,
      insurance,
      population,
      health,
      ways,
      close: async () => {
        await Promise.all([close(), ways.insurance.close(), ways.health.close()]);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
