/*
 * Builds GraphiQL into dist/, which is committed so that the gateway needs none of its build dependencies.
 *   node src/graphiql/build.cjs           installs what the lock file names, builds, writes dist/manifest.json
 *   node src/graphiql/build.cjs --check   exits 1 when dist/ was not built from these sources or was changed by hand
 */
const { createHash } = require('node:crypto');
const { execFileSync } = require('node:child_process');
const { existsSync, readdirSync, readFileSync, statSync, writeFileSync } = require('node:fs');
const { join, relative, sep } = require('node:path');
const { gzipSync } = require('node:zlib');

const folder = __dirname;
const dist = join(folder, 'dist');
const manifestFile = join(dist, 'manifest.json');
const notSources = new Set(['dist', 'node_modules', '.gitignore', '.gitattributes', 'README.md']);

/** Hex SHA-256 of some bytes. */
function hash(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Paths of all files below a folder, relative to it, with forward slashes, in a fixed order. */
function listFiles(root, skip = new Set()) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .map((path) => path.split(sep).join('/'))
    .filter((path) => !skip.has(path.split('/')[0]))
    .sort();
}

/** One hash over the names and the text of all sources, the lock file included; line ends count as LF. */
function hashSources() {
  const lines = listFiles(folder, notSources).map((path) => {
    const text = readFileSync(join(folder, path), 'utf8').replaceAll('\r\n', '\n');
    return `${path} ${hash(text)}\n`;
  });
  return hash(lines.join(''));
}

/** The hash of every built file by its path. */
function hashBuilt() {
  const paths = listFiles(dist).filter((path) => path !== 'manifest.json');
  return Object.fromEntries(paths.map((path) => [path, hash(readFileSync(join(dist, path)))]));
}

/** Installs the locked dependencies unless they are there already, for this very lock file. */
function installDependencies() {
  const stamp = join(folder, 'node_modules', '.lock-hash');
  const wanted = hash(readFileSync(join(folder, 'package-lock.json')));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  writeFileSync(stamp, wanted);
}

function build() {
  installDependencies();
  const vite = join(folder, 'node_modules', 'vite', 'bin', 'vite.js');
  execFileSync(process.execPath, [vite, 'build', '--logLevel', 'error'], { cwd: folder, stdio: 'inherit' });
  const files = hashBuilt();
  writeFileSync(manifestFile, `${JSON.stringify({ sources: hashSources(), files }, null, 2)}\n`);
  const paths = Object.keys(files).map((path) => join(dist, path));
  const size = paths.reduce((sum, path) => sum + statSync(path).size, 0);
  const gzipped = paths.reduce((sum, path) => sum + gzipSync(readFileSync(path)).length, 0);
  console.log(`${paths.length} files, ${(size / 1e6).toFixed(2)} MB, ${(gzipped / 1e6).toFixed(2)} MB gzipped`);
}

/** Every difference between the manifest and what is there, one sentence each. */
function findDifferences() {
  if (!existsSync(manifestFile)) return ['there is no build'];
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
  const built = hashBuilt();
  const paths = new Set([...Object.keys(manifest.files), ...Object.keys(built)]);
  const changed = [...paths].filter((path) => manifest.files[path] !== built[path]);
  return [
    ...(manifest.sources === hashSources() ? [] : ['the sources changed after the build']),
    ...changed.map((path) => `dist/${path} is not what was built`),
  ];
}

if (process.argv.includes('--check')) {
  const differences = findDifferences();
  for (const difference of differences) console.error(`GraphiQL: ${difference}. Run: node src/graphiql/build.cjs`);
  process.exitCode = differences.length > 0 ? 1 : 0;
} else {
  build();
}
