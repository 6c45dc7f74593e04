'use strict';
/**
 * Runs a proof in full: `npm run prove -- <name>`. Tests run the same proofs with smaller numbers. What it prints on
 * standard output belongs into docs/assurance.md.
 */
const { readdirSync } = require('node:fs');
const path = require('node:path');
const { prepare } = require('../../src/cli/bootstrap.cjs');

const NAMES = readdirSync(__dirname)
  .filter((file) => file.endsWith('.proof.ts'))
  .map((file) => file.replace(/\.proof\.ts$/, ''));

async function main(name) {
  if (!NAMES.includes(name)) {
    process.stderr.write(`Say what to prove: ${NAMES.join(', ')}\n`);
    process.exitCode = 2;
    return;
  }
  await prepare({ development: true });
  // Its own package, too, is there only now.
  const { loadTypeScript } = require('./load-type-script.cjs');
  loadTypeScript();
  const { proveInFull } = require(path.join(__dirname, `${name}.proof.ts`));
  const started = new Date();
  const result = await proveInFull((line) => process.stderr.write(`${line}\n`));
  const seconds = Math.round((Date.now() - started.getTime()) / 1000);
  const heading = `${name}, ${started.toISOString().slice(0, 10)}, ${seconds} s, Node ${process.versions.node}`;
  process.stdout.write(`${heading}\n${result}\n`);
}

main(process.argv[2]).catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
