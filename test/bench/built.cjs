'use strict';
/** The compiled gateway, as a command would load it. */
const path = require('node:path');

const ROOT = path.join(__dirname, '..', '..');

/** Loads a module of src/ by its path in there, without an ending. Its types need their metadata first. */
function requireBuilt(name) {
  require('reflect-metadata');
  return require(path.join(ROOT, 'dist', 'src', `${name}.js`));
}

/** The configuration of an installation in a data directory that asks nothing else of the environment. */
function configOf(dataDir) {
  const { readConfig } = requireBuilt('config');
  return readConfig({ LIENTHONG_DATA_DIR: dataDir, PORT: '0', HOST: '127.0.0.1' });
}

module.exports = { ROOT, requireBuilt, configOf };
