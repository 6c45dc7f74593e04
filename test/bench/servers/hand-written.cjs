'use strict';
/**
 * The yardstick: each page written by hand, one SQL per register, children as JSON text, strings joined. It knows no
 * GraphQL; it recognises the page by the name of the operation.
 */
const http = require('node:http');
const { SQL } = require('./hand-written-sql.cjs');
const { openPools } = require('./pools.cjs');
const { whenTold } = require('./told.cjs');

/** The pages by the name of their operation: each gives the text of an answer. */
function makePages(pools) {
  const ask = async (register, name, value) => {
    const { rows } = await pools[register].query({ name, text: SQL[name], values: [value], rowMode: 'array' });
    return rows;
  };
  return {
    async Flagship({ province }) {
      const found = await ask('insurance', 'flagshipInsurance', province);
      const page = found.slice(0, 50);
      const insuranceNumbers = page.map(([insuranceNumber]) => insuranceNumber);
      const personalIds = page.flatMap(([, personalId]) => personalId ?? []);
      const [citizens, taxpayers, cards] = (
        await Promise.all([
          ask('population', 'flagshipPopulation', personalIds),
          ask('tax', 'flagshipTax', personalIds),
          ask('health', 'flagshipHealth', insuranceNumbers),
        ])
      ).map((rows) => new Map(rows));
      const edges = page.map(
        ([number, id, node]) =>
          `{"cursor":"${toCursor(number)}","node":${node.slice(0, -1)},"citizen":${citizens.get(id) ?? 'null'},` +
          `"healthCards":${cards.get(number) ?? '[]'},"taxpayer":${taxpayers.get(id) ?? 'null'}}}`,
      );
      return toConnection(edges, found.length > 50, insuranceNumbers.at(-1));
    },

    async Person({ personalId }) {
      const [[[citizen]], [[participants]], [[taxpayers]], [[healthCards]]] = await Promise.all([
        ask('population', 'personPopulation', personalId),
        ask('insurance', 'personInsurance', personalId),
        ask('tax', 'personTax', personalId),
        ask('health', 'personHealth', personalId),
      ]);
      return (
        `{"data":{"person":{"personalId":"${personalId}","citizen":${citizen ?? 'null'},` +
        `"participants":${participants},"taxpayers":${taxpayers},"healthCards":${healthCards}}}}`
      );
    },

    async Narrow({ province }) {
      const found = await ask('insurance', 'narrow', province);
      const page = found.slice(0, 500);
      const edges = page.map(([, node]) => `{"node":${node}}`);
      return toConnection(edges, found.length > 500, page.at(-1)?.[0]);
    },

    async Count({ province }) {
      const [[count]] = await ask('insurance', 'count', province);
      return `{"data":{"participants":{"totalCount":${count}}}}`;
    },
  };
}

function toCursor(key) {
  return Buffer.from(key).toString('base64');
}

function toConnection(edges, hasNextPage, lastKey) {
  const endCursor = lastKey === undefined ? 'null' : `"${toCursor(lastKey)}"`;
  return (
    `{"data":{"participants":{"edges":[${edges.join(',')}],` +
    `"pageInfo":{"hasNextPage":${hasNextPage},"endCursor":${endCursor}}}}}`
  );
}

whenTold(({ registers }) => {
  const pages = makePages(openPools(registers));
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      try {
        const { operationName, variables } = JSON.parse(Buffer.concat(chunks).toString());
        const answer = await pages[operationName](variables);
        response.setHeader('content-type', 'application/json');
        response.end(answer);
      } catch (error) {
        response.statusCode = 500;
        response.end(error.stack);
      }
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}/`));
  });
});
