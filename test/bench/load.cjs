'use strict';
/**
 * The load, in a process of its own, so that what it costs is no server's. Each message asks for one run and is
 * answered with what came of it. `failure` tells of one that failed.
 */
const autocannon = require('autocannon');

/** So much of an answer that is an error is shown. */
const MOST_SHOWN = 500;

process.on('message', (run) => {
  load(run).then(
    (result) => process.send({ result }),
    (error) => process.send({ failed: error.stack }),
  );
});
process.once('disconnect', () => process.exit());
process.on('SIGINT', () => undefined);

/** Sends `bodies` one after the other on each connection, each connection from another place, for `seconds`. */
async function load({ url, headers, bodies, connections, seconds }) {
  const milliseconds = [];
  let started = performance.now();
  let ended = started;
  let failure;
  const requests = bodies.map((body) => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  }));
  let connection = 0;
  const run = autocannon({
    url,
    connections,
    duration: seconds,
    sampleInt: 100,
    requests,
    setupClient: (client) => {
      const first = Math.floor((connection * requests.length) / connections) % requests.length;
      connection += 1;
      client.setRequests([...requests.slice(first), ...requests.slice(0, first)]);
    },
    verifyBody: (body) => body.startsWith('{') && !body.includes('"errors":'),
  });
  run.on('start', () => {
    started = performance.now();
  });
  run.on('response', (_client, status, _bytes, responseTime) => {
    milliseconds.push(responseTime);
    ended = performance.now();
    if (status !== 200) failure ??= `status ${status}`;
  });
  run.on('reqMismatch', (body) => {
    failure = body.slice(0, MOST_SHOWN);
  });
  run.on('reqError', (error) => {
    failure ??= error.message;
  });
  const { errors, timeouts, non2xx, mismatches, requests: sent } = await run;
  milliseconds.sort((a, b) => a - b);
  return {
    answered: milliseconds.length,
    sent: sent.sent,
    seconds: (ended - started) / 1000,
    p50: quantile(milliseconds, 0.5),
    p99: quantile(milliseconds, 0.99),
    failures: errors + timeouts + non2xx + mismatches,
    failure,
  };
}

/** The value below which a part of sorted numbers lies, by the nearest rank. */
function quantile(sorted, part) {
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}
