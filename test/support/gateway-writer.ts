import { Client } from 'pg';
import type { Site } from '../../src/database/site';
import { openTestSite } from './cluster';

/** Connections of a test file to the run's gateway database, as the one who writes there. */
export interface GatewayWriter {
  readonly site: Site;
  readonly client: Client;
  /** One more, for what several do at once. */
  readonly connect: () => Promise<Client>;
}

/** Opens them before the file's tests and closes them after. */
export function useGatewayWriter(): GatewayWriter {
  const clients: Client[] = [];
  let site: Site | undefined;
  const open = (): Site => {
    if (!site) throw new Error('the site is open while tests run');
    return site;
  };
  const connect = async (): Promise<Client> => {
    const client = new Client(open().writer());
    clients.push(client);
    await client.connect();
    return client;
  };
  beforeAll(async () => {
    site = await openTestSite();
    await connect();
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.end()));
    await site?.close();
  });
  return {
    get site() {
      return open();
    },
    get client() {
      const [client] = clients;
      if (!client) throw new Error('the connection is open while tests run');
      return client;
    },
    connect,
  };
}
