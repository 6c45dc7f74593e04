'use strict';
/**
 * A server under measurement is a process of its own. It is told where the databases are, says at which address it
 * answers, and ends with the process that started it.
 */

/** `start` gets `{ execution, dataDir, registers, bench }` and gives the address that operations are sent to. */
function whenTold(start) {
  process.once('message', async (places) => {
    try {
      process.send({ url: await start(places), node: process.versions.node });
    } catch (error) {
      process.send({ failed: error.stack });
    }
  });
  process.once('disconnect', () => process.exit());
  // Ctrl-C reaches every process of a terminal; who started this one decides when it ends.
  process.on('SIGINT', () => undefined);
}

module.exports = { whenTold };
