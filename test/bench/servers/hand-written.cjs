'use strict';
/**
 * The yardstick: each page written by hand, one SQL per register, children as JSON text, strings joined. It knows no
 * GraphQL; it recognises the page by the name of the operation.
 */
const http = require('node:http');
const { select } = require('./columns.cjs');
const { openPools } = require('./pools.cjs');
const { whenTold } = require('./told.cjs');

/** One row as JSON, or null. `what` is all that follows `select`. */
const one = (what) => `(select row_to_json(o) from (select ${what}) o)`;
/** Rows as a JSON array. */
const many = (what) => `(select coalesce(json_agg(m), '[]') from (select ${what}) m)`;

const PAGE = `select * from share.participant where province_code = $1 and in_compulsory_si order by insurance_number`;

const SQL = {
  flagshipInsurance: `
    select p.insurance_number, p.personal_id, row_to_json((select n from (select
             ${select('Participant', ['insuranceNumber', 'fullName', 'birthDate', 'sex', 'personalId'])},
             ${one(`${select('EmployerUnit', ['taxCode', 'name'])} from share.employer_unit
                    where unit_id = p.employer_unit_id`)} as employer,
             ${many(`${select('Contribution', ['month', 'amount', 'status'])} from share.contribution c
                     where c.insurance_number = p.insurance_number order by c.month desc limit 6`)} as contributions
           ) n))
      from (${PAGE} limit 51) p order by p.insurance_number`,
  flagshipPopulation: `
    select personal_id, row_to_json((select n from (select
             ${select('Citizen', ['personalId', 'fullName', 'birthDate', 'status'])}) n))
      from share.citizen where personal_id = any($1)`,
  flagshipTax: `
    select t.personal_id, row_to_json((select n from (select ${select('Taxpayer', ['taxCode'])},
             ${many(`${select('Income', ['year', 'grossIncome'])},
                     ${one(`${select('TaxOrganisation', ['taxCode', 'name'])} from share.organisation
                            where tax_code = i.payer_tax_code`)} as payer
                     from share.income i where i.tax_code = t.tax_code
                     order by i.year desc, i.payer_tax_code limit 2`)} as incomes
           ) n))
      from (select distinct on (personal_id) personal_id, tax_code from share.taxpayer where personal_id = any($1)
             order by personal_id, status, tax_code) t`,
  flagshipHealth: `
    select insurance_number, json_agg((select n from (select
             ${select('HealthCard', ['cardNumber', 'objectGroup', 'benefitLevel', 'validFrom', 'validTo'])}) n)
             order by valid_from desc, card_number)
      from share.card where insurance_number = any($1) group by 1`,

  personPopulation: `
    select ${one(`${select('Citizen')},
      ${one(`${select('Death')} from share.death d where d.personal_id = c.personal_id`)} as death,
      ${many(`${select('SupersededId')} from share.superseded_id s where s.personal_id = c.personal_id
              order by s.superseded_on desc, s.superseded_id`)} as "supersededIds"
      from share.citizen c where c.personal_id = $1`)}`,
  personInsurance: `
    select ${many(`${select('Participant')},
      ${one(`${select('EmployerUnit')} from share.employer_unit where unit_id = p.employer_unit_id`)} as employer,
      ${many(`${select('Contribution')} from share.contribution c where c.insurance_number = p.insurance_number
              order by c.month desc limit 12`)} as contributions,
      ${many(`${select('Participation')} from share.participation a where a.insurance_number = p.insurance_number
              order by a.started_on desc, a.participation_id limit 100`)} as participations
      from share.participant p where p.personal_id = $1 order by p.insurance_number limit 50`)}`,
  personTax: `
    select ${many(`${select('Taxpayer')},
      ${many(`${select('Income')},
        ${one(`${select('TaxOrganisation')} from share.organisation where tax_code = i.payer_tax_code`)} as payer
        from share.income i where i.tax_code = t.tax_code order by i.year desc, i.payer_tax_code limit 5`)} as incomes
      from share.taxpayer t where t.personal_id = $1 order by t.status, t.tax_code limit 50`)}`,
  personHealth: `
    select ${many(`${select('HealthCard')},
      ${one(`${select('Facility')} from share.facility f where f.facility_code = k.facility_code`)} as facility
      from share.card k where k.personal_id = $1 order by k.valid_from desc, k.card_number limit 50`)}`,

  narrow: `
    select insurance_number, row_to_json((select n from (select
             ${select('Participant', ['insuranceNumber', 'fullName', 'birthDate', 'sex'])}) n))
      from (${PAGE} limit 501) p order by insurance_number`,
  count: `select count(*) from share.participant where in_compulsory_si and province_code = $1`,
};

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
