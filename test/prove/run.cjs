'use strict';
/**
 * Runs a proof in full: `npm run prove -- <name>`. Tests run the same proofs with smaller numbers. What it prints on
 * standard output belongs into docs/assurance.md.
 */
const { readFileSync, readdirSync } = require('node:fs');
const path = require('node:path');
const { prepare } = require('../../src/cli/bootstrap.cjs');

const ROOT = path.join(__dirname, '..', '..');
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
  loadTypeScript();
  const { proveInFull } = require(path.join(__dirname, `${name}.proof.ts`));
  const started = new Date();
  const result = await proveInFull((line) => process.stderr.write(`${line}\n`));
  const seconds = Math.round((Date.now() - started.getTime()) / 1000);
  const heading = `${name}, ${started.toISOString().slice(0, 10)}, ${seconds} s, Node ${process.versions.node}`;
  process.stdout.write(`${heading}\n${result}\n`);
}

function loadTypeScript() {
  const { transformSync } = require('@swc/core');
  const settings = JSON.parse(readFileSync(path.join(ROOT, '.swcrc'), 'utf8'));
  const options = { ...settings, sourceMaps: 'inline', swcrc: false, configFile: false };
  delete options.$schema;
  process.setSourceMapsEnabled(true);
  require.extensions['.ts'] = (module, filename) => {
    module._compile(transformSync(readFileSync(filename, 'utf8'), { ...options, filename }).code, filename);
  };
}

main(process.argv[2]).catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
