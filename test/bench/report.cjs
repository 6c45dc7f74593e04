'use strict';
/** What was measured, as tables in Markdown: medians over the rounds, and ratios of each round, then their median. */
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { ROOT } = require('./built.cjs');
const { PAGES } = require('./pages.cjs');

const OURS = 'lienthong';
const DOCUMENT = path.join(ROOT, 'docs', 'performance.md');
const [BEGIN, END] = ['<!-- bench -->', '<!-- /bench -->'];

const COLUMNS = [
  'server',
  'requests/s',
  'p50 ms',
  'p99 ms',
  'errors',
  'server CPU ms/request',
  'PostgreSQL CPU ms/request',
  'throughput, ours / its',
  'server CPU, ours / its',
];

/** The report of a run as Markdown, formatted as the repository's other documents are. */
async function writeReport({ turns, nation, options, servers }) {
  const { rounds, seconds, pages, connections } = options;
  const elsewhere = Math.round(100 * median(turns.map((turn) => turn.elsewhere)));
  const what = [
    `${new Date().toISOString().slice(0, 10)}, ${versionsOf(servers)}, a nation of ${nation.citizens} citizens.`,
    `Each server was asked for each page over ${connections} connections, ${seconds} s in each of ${rounds} rounds.`,
    `Servers, PostgreSQL and the load share ${os.cpus().length} cores, of which other processes used ${elsewhere} %.`,
  ].join(' ');
  const parts = pages.map((page) => `**${page}**: ${PAGES[page].about}.\n\n${tableOf(turns, page)}`);
  return format([what, ...parts].join('\n\n'));
}

/** The Node that runs this and most servers, and which servers run on another. */
function versionsOf(servers) {
  const usual = process.versions.node;
  const others = servers.filter(({ node }) => node !== usual).map(({ name, node }) => ` (${name}: ${node})`);
  return `Node ${usual}${others.join('')}`;
}

/** The servers of a page, the fastest first. */
function tableOf(turns, page) {
  const byServer = new Map();
  for (const turn of turns.filter((each) => each.page === page)) {
    byServer.set(turn.server, [...(byServer.get(turn.server) ?? []), turn]);
  }
  const rows = [...byServer].map(([name, ofServer]) => rowOf(name, ofServer, byServer.get(OURS) ?? []));
  rows.sort((a, b) => Number(b[1]) - Number(a[1]));
  return [COLUMNS, COLUMNS.map((_, i) => (i === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function rowOf(name, turns, ours) {
  const middle = (value) => median(turns.map((turn) => value(turn)));
  const ratio = (value) =>
    name === OURS || ours.length === 0
      ? ''
      : median(turns.map((turn) => value(ours.find(({ round }) => round === turn.round)) / value(turn))).toFixed(2);
  return [
    name,
    middle(({ rate }) => rate).toFixed(0),
    middle(({ p50 }) => p50).toFixed(1),
    middle(({ p99 }) => p99).toFixed(1),
    String(turns.reduce((sum, { failures }) => sum + failures, 0)),
    middle(({ cpu }) => cpu).toFixed(2),
    middle(({ databaseCpu }) => databaseCpu).toFixed(2),
    ratio(({ rate }) => rate),
    ratio(({ cpu }) => cpu),
  ];
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

async function format(markdown) {
  const prettier = require('prettier');
  const settings = await prettier.resolveConfig(DOCUMENT);
  return prettier.format(markdown, { ...settings, parser: 'markdown' });
}

/** Puts a report between the two marks of docs/performance.md; false when there is no such place. */
function putIntoDocument(report) {
  const text = fs.existsSync(DOCUMENT) ? fs.readFileSync(DOCUMENT, 'utf8') : '';
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) return false;
  fs.writeFileSync(DOCUMENT, `${text.slice(0, begin + BEGIN.length)}\n\n${report.trim()}\n\n${text.slice(end)}`);
  return true;
}

module.exports = { writeReport, putIntoDocument };
