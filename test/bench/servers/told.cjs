'use strict';
/**
 * A server under measurement is a process of its own. It is told where the databases are, says at which address it
 * answers, and ends with the process that started it.
 */

/**
 * `start` gets `{ execution, isProtected, dataDir, registers, bench }` and gives the address that operations are sent to,
 * alone or as `{ url, headers }` with the headers that they need.
 */
function whenTold(start) {
  process.once('message', async (places) => {
    try {
      const given = await start(places);
      const { url = given, headers = {} } = given;
      process.send({ url, headers, node: process.versions.node });
    } catch (error) {
      process.send({ failed: error.stack });
    }
  });
  process.once('disconnect', () => process.exit());
  // Ctrl-C reaches every process of a terminal; who started this one decides when it ends.
  process.on('SIGINT', () => undefined);
}

module.exports = { whenTold };
