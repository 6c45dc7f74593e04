'use strict';
/**
 * Consults an oracle on the sources around this file: `find-difference.cjs plans|views <cases> <seed>`. Prints after how
 * many cases there was a difference, or 0.
 */
const path = require('node:path');
const { loadTypeScript } = require('./load-type-script.cjs');

const PLANNING = path.join(__dirname, '..', 'planning');
const FIND = {
  plans: async (cases, seed) => {
    const { openOracle } = require(path.join(PLANNING, 'oracle', 'oracle.ts'));
    const oracle = await openOracle();
    const { difference } = await oracle.consult(cases, seed, { shrinks: false }).finally(() => oracle.close());
    return difference && { after: difference.after, text: difference.description };
  },
  views: async (cases, seed) => {
    const { openViewOracle } = require(path.join(PLANNING, 'views', 'view-oracle.ts'));
    const oracle = await openViewOracle();
    const { cases: after, difference } = await oracle.consult(cases, seed).finally(() => oracle.close());
    return difference === null ? null : { after, text: difference };
  },
};

async function main(oracle, cases, seed) {
  loadTypeScript();
  const found = await FIND[oracle](cases, seed);
  process.stdout.write(`${found ? found.after : 0}\n`);
  if (found) process.stderr.write(`${found.text}\n`);
}

main(process.argv[2], Number(process.argv[3]), Number(process.argv[4])).catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
