'use strict';
/** The process that sends the load, as the one who measures sees it. */
const { fork } = require('node:child_process');
const path = require('node:path');

/** Starts the process. `run` takes what `load.cjs` describes and gives its result. */
function startLoad() {
  const child = fork(path.join(__dirname, 'load.cjs'), [], { execArgv: [], stdio: ['ignore', 2, 2, 'ipc'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return {
    async run(what) {
      child.send(what);
      const told = await Promise.race([
        new Promise((resolve) => child.once('message', resolve)),
        ended.then((code) => ({ failed: `the load ended (${code})` })),
      ]);
      if (told.failed !== undefined) throw new Error(told.failed);
      return told.result;
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

module.exports = { startLoad };
