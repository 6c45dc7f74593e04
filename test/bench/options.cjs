'use strict';
/** The words of the command line, read and checked. */
const path = require('node:path');
const { parseArgs } = require('node:util');

/** Every server that can be measured, ours first. */
const SERVERS = ['lienthong', 'protected', 'reference', 'postgraphile', 'mercurius', 'hand-written'];
/** Every page that can be asked for, in the order of the report. */
const PAGES = ['flagship', 'person', 'narrow', 'count'];

const USAGE = `npm run bench -- [options]   (on Linux)
  --citizens N    living citizens of the demonstration nation (100000)
  --data-dir DIR  where the embedded databases are (.data-bench in the checkout)
  --pages A,B     of ${PAGES.join(', ')}
  --servers A,B   of ${SERVERS.join(', ')}
  --rounds N      measured rounds, after one that is not (7)
  --connections N how many connections ask at once (8)
  --seconds N     how long each server is asked for each page in a round (4)
  --no-write      leave docs/performance.md as it is
`;

/**
 * What was asked for: `{ citizens, dataDir, pages, servers, rounds, connections, seconds, write }`, or null when it was help. Throws
 * an Error whose message is for a person.
 */
function readOptions(argv, root) {
  const { values } = parseArgs({
    args: argv,
    options: {
      citizens: { type: 'string', default: '100000' },
      'data-dir': { type: 'string', default: path.join(root, '.data-bench') },
      pages: { type: 'string', default: PAGES.join(',') },
      servers: { type: 'string', default: SERVERS.join(',') },
      rounds: { type: 'string', default: '7' },
      connections: { type: 'string', default: '8' },
      seconds: { type: 'string', default: '4' },
      'no-write': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  return {
    citizens: toNumber('citizens', values.citizens, 1_000),
    dataDir: path.resolve(values['data-dir']),
    pages: toNames('pages', values.pages, PAGES),
    servers: toNames('servers', values.servers, SERVERS),
    rounds: toNumber('rounds', values.rounds, 1),
    connections: toNumber('connections', values.connections, 1),
    seconds: toNumber('seconds', values.seconds, 1),
    write: !values['no-write'],
  };
}

function toNumber(option, text, least) {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least) return number;
  throw new Error(`--${option}: "${text}" is not a whole number of at least ${least}`);
}

/** The names that were given, in the order in which they are known. */
function toNames(option, text, known) {
  const given = text.split(',').map((name) => name.trim());
  const unknown = given.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`--${option}: "${unknown}" is none of ${known.join(', ')}`);
  return known.filter((name) => given.includes(name));
}

module.exports = { readOptions, USAGE };
