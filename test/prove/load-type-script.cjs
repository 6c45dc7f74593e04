'use strict';
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { transformSync } = require('@swc/core');

const ROOT = path.join(__dirname, '..', '..');

/** Lets `require` take TypeScript, compiled as it is loaded. */
function loadTypeScript() {
  const settings = JSON.parse(readFileSync(path.join(ROOT, '.swcrc'), 'utf8'));
  const options = { ...settings, sourceMaps: 'inline', swcrc: false, configFile: false };
  delete options.$schema;
  process.setSourceMapsEnabled(true);
  require.extensions['.ts'] = (module, filename) => {
    module._compile(transformSync(readFileSync(filename, 'utf8'), { ...options, filename }).code, filename);
  };
}

module.exports = { loadTypeScript };
