/**
 * PostGraphile 5 over one database that holds a copy of the four registers. Relations across registers are declared in
 * a file of smart tags; the one that no foreign key can describe is a plan of its own, which is read in the same
 * statement. Production settings: nothing is watched, explained or drawn.
 */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { constant } from 'postgraphile/grafast';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { extendSchema, gql, pgSmartTagsFromFile } from 'postgraphile/utils';

const require = createRequire(import.meta.url);
const { CONNECTIONS } = require('./pools.cjs');
const { whenTold } = require('./told.cjs');

const SCHEMAS = ['population', 'insurance', 'tax', 'health'];
const TAGS = fileURLToPath(new URL('./postgraphile.tags.json5', import.meta.url));

/** The taxpayers who state the ID that a participant states; neither side of this relation is unique. */
const TaxpayersOfParticipant = extendSchema(({ pgResources: { taxpayer } }) => ({
  typeDefs: gql`
    extend type Participant {
      taxpayerList: [Taxpayer!]!
    }
  `,
  objects: {
    Participant: {
      plans: {
        taxpayerList($participant) {
          const $taxpayers = taxpayer.find({ personal_id: $participant.get('personal_id') });
          $taxpayers.orderBy({ attribute: 'status', direction: 'ASC' });
          $taxpayers.orderBy({ attribute: 'tax_code', direction: 'ASC' });
          $taxpayers.setFirst(constant(1));
          return $taxpayers;
        },
      },
    },
  },
}));

whenTold(async ({ bench }) => {
  const pool = new pg.Pool({ ...bench, max: CONNECTIONS, idleTimeoutMillis: 60_000 });
  // Idle connections are ended while another server has its turn.
  pool.on('error', () => undefined);
  const preset = {
    extends: [PostGraphileAmberPreset],
    plugins: [pgSmartTagsFromFile(TAGS), TaxpayersOfParticipant],
    disablePlugins: ['NodePlugin'],
    pgServices: [makePgService({ pool, schemas: SCHEMAS })],
    schema: { defaultBehavior: 'connection list' },
    grafserv: { graphiql: false, websockets: false, watch: false },
    grafast: { explain: false },
  };
  const server = createServer();
  await postgraphile(preset).createServ(grafserv).addTo(server);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${server.address().port}/graphql`;
});
