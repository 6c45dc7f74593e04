'use strict';
/**
 * `npm run bench`: how fast the gateway answers whole pages, beside its own reference path, PostGraphile, Mercurius and
 * a server written by hand, on this machine. Prints tables, and puts them into docs/performance.md where it has a
 * place for them.
 */
const { prepare } = require('../../src/cli/bootstrap.cjs');
const { ROOT } = require('./built.cjs');
const { readOptions, USAGE } = require('./options.cjs');
const { installPackages } = require('./packages.cjs');

function say(line) {
  process.stderr.write(`bench: ${line}\n`);
}

/** What has to be closed, the last opened first; once, whoever asks. */
function openScope() {
  const closers = [];
  let closing = null;
  const closeAll = async () => {
    for (const close of closers.reverse()) await close();
  };
  return {
    add: (close) => closers.push(close),
    close: () => (closing ??= closeAll()),
    isClosing: () => closing !== null,
  };
}

/** The options; null, with the exit code set, when help or something unknown was asked for. */
function askedFor() {
  try {
    const options = readOptions(process.argv.slice(2), ROOT);
    if (options === null) process.stdout.write(USAGE);
    return options;
  } catch (error) {
    process.stderr.write(`bench: ${error.message}\n\n${USAGE}`);
    process.exitCode = 2;
    return null;
  }
}

async function main(scope) {
  const options = askedFor();
  if (options === null) return;
  await prepare({ development: true });
  await installPackages(say);
  const { bench } = require('./bench.cjs');
  await bench(options, scope, say);
}

const scope = openScope();
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  process.on(signal, () => {
    say('stopping');
    scope.close().finally(() => process.exit(code));
  });
}
main(scope)
  .catch((error) => {
    process.exitCode = 1;
    // What was under way when a signal ended it fails, and has nothing to tell.
    if (!scope.isClosing()) say(error.stack);
  })
  .finally(() => scope.close());
