'use strict';
/** Starts a server as a process of its own. */
const { fork } = require('node:child_process');
const path = require('node:path');
const { findNewNode } = require('./packages.cjs');

/** What `npm start` gives Node; every server gets the same. */
const NODE_OPTIONS = ['--max-semi-space-size=32'];

const PROGRAMS = {
  lienthong: { file: 'lienthong.cjs', execution: 'plan' },
  protected: { file: 'lienthong.cjs', execution: 'plan', isProtected: true },
  reference: { file: 'lienthong.cjs', execution: 'reference' },
  postgraphile: { file: 'postgraphile.mjs', node: findNewNode },
  mercurius: { file: 'mercurius.cjs' },
  'hand-written': { file: 'hand-written.cjs' },
};
const MOST_FOR_START_MS = 30_000;

/**
 * Starts a server by its name over the places that `servers/told.cjs` describes. Gives `{ name, url, headers, pid, node, hasEnded,
 * stop }` once it answers, with the version of its Node; throws with what it said when it does not.
 */
async function startServer(name, places) {
  const { file, execution, isProtected = false, node } = PROGRAMS[name];
  const child = fork(path.join(__dirname, 'servers', file), [], {
    execPath: node ? node() : process.execPath,
    execArgv: NODE_OPTIONS,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', GRAPHILE_ENV: 'production' },
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let hasEnded = false;
  child.once('exit', () => {
    hasEnded = true;
  });
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  child.send({ ...places, execution, isProtected });
  const told = await Promise.race([
    new Promise((resolve) => child.once('message', resolve)),
    ended.then((code) => ({ failed: `it ended (${code})` })),
    new Promise((resolve) => setTimeout(resolve, MOST_FOR_START_MS, { failed: 'it did not start in time' }).unref()),
  ]);
  if (told.failed !== undefined) {
    await stop();
    throw new Error(`${name}: ${told.failed}`);
  }
  return {
    name,
    url: told.url,
    headers: told.headers,
    node: told.node,
    pid: child.pid,
    hasEnded: () => hasEnded,
    stop,
  };
}

module.exports = { startServer };
