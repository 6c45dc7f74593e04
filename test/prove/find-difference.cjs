'use strict';
/**
 * Consults the oracle on the sources around this file: `find-difference.cjs <operations> <seed>`. Prints after how many
 * operations plan and reference path differed, or 0.
 */
const path = require('node:path');
const { loadTypeScript } = require('./load-type-script.cjs');

async function main(operations, seed) {
  loadTypeScript();
  const { openOracle } = require(path.join(__dirname, '..', 'planning', 'oracle', 'oracle.ts'));
  const oracle = await openOracle();
  try {
    const { difference } = await oracle.consult(operations, seed, { shrinks: false });
    process.stdout.write(`${difference ? difference.after : 0}\n`);
    if (difference) process.stderr.write(`${difference.description}\n`);
  } finally {
    await oracle.close();
  }
}

main(Number(process.argv[2]), Number(process.argv[3])).catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
