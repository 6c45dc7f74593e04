'use strict';
/** The packages of the benchmark, which nobody else needs. */
const { spawn } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const MODULES = path.join(__dirname, 'node_modules');
const LOCK = path.join(__dirname, 'package-lock.json');
/** The lock file for which node_modules was filled. */
const STAMP = path.join(MODULES, '.bench-lock-hash');

/** Runs `npm ci` in this folder when node_modules is missing or of another lock file. */
async function installPackages(say) {
  const wanted = createHash('sha256').update(fs.readFileSync(LOCK)).digest('hex');
  if (fs.existsSync(STAMP) && fs.readFileSync(STAMP, 'utf8') === wanted) return;
  say('installing the packages of the benchmark (npm ci)');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const [program, words] = npm && /npm-cli\.c?js$/.test(npm) ? [process.execPath, [npm, ...args]] : ['npm', args];
  const code = await run(program, words);
  if (code !== 0) throw new Error(`npm ci failed in ${__dirname} (${code}); its own output above says why`);
  fs.writeFileSync(STAMP, wanted);
}

/** Runs a program here, with its output on standard error; a signal that ends this process ends it first. */
function run(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: __dirname, stdio: ['ignore', 2, 2] });
    const kill = () => child.kill();
    process.once('exit', kill);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      process.off('exit', kill);
      resolve(code ?? signal);
    });
  });
}

/** A Node of at least 22, which PostGraphile 5 needs: this one, or the one among the packages. */
function findNewNode() {
  if (Number(process.versions.node.split('.')[0]) >= 22) return process.execPath;
  const packed = path.join(MODULES, `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (fs.existsSync(packed)) return packed;
  throw new Error(`PostGraphile 5 needs Node 22 and no package has it for ${process.platform}-${process.arch}`);
}

module.exports = { installPackages, findNewNode };
