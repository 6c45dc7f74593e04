'use strict';
const { loadTypeScript } = require('./load-type-script.cjs');
loadTypeScript();
const { Client } = require('pg');
const pino = require('pino');
const sums = new Map();
const query = Client.prototype.query;
Client.prototype.query = function (q, ...rest) {
  const name = (typeof q === 'string' ? q : q.name || q.text || '').trim().replace(/\s+/g, ' ').slice(0, 60);
  const t = performance.now();
  const r = query.call(this, q, ...rest);
  if (r && r.then) return r.finally(() => { const s = sums.get(name) || [0, 0]; s[0] += performance.now() - t; s[1]++; sums.set(name, s); });
  return r;
};
process.on('exit', () => { if (!isWorkerArg) for (const [n, [ms, c]] of [...sums].sort((a, b) => b[1][0] - a[1][0]).slice(0, 22)) console.log(String(Math.round(ms)).padStart(7), String(c).padStart(6), n); });
const isWorkerArg = process.argv[3] === 'worker';
const { readConfig } = require('../../src/config');
const { openSite } = require('../../src/database/site');
const { openWorker } = require('../../src/campaigns/worker');
const actions = require('../../src/campaigns/actions');
const store = require('../../src/campaigns/campaign-store');
const { parseCampaign } = require('../../src/campaigns/parse-campaign');
(async () => {
  const log = pino({ level: 'warn' }, pino.destination({ fd: 2, sync: true }));
  const site = await openSite(readConfig(), { log });
  const client = new Client(site.writer());
  await client.connect();
  const id = process.argv[2];
  const worker = openWorker({ site, log, record: async () => {} });
  const isWorker = process.argv[3] === 'worker';
  const until = (...states) => worker.work(async () => states.includes((await store.getCampaign(client, id)).state));
  if (!isWorker) {
    await store.createCampaign(client, parseCampaign({ id }), { actor: 'a b' });
    await actions.startCampaign(client, id, 'a b');
  }
  let t = Date.now();
  const cpu = () => { const { user, system } = process.cpuUsage(); return Math.round((user + system) / 1000); };
  let last = 0;
  for (const state of ['MATCHING', 'DECIDING', 'REVIEWING']) {
    await worker.work(async () => { const s = (await store.getCampaign(client, id)).state; return s === state || s === 'REVIEWING'; });
    console.log(state, Date.now() - t, 'cpu', cpu() - last); last = cpu();
    t = Date.now();
  }
  if (!isWorker) await actions.applyCampaign(client, id, 'a b');
  await new Promise((r) => setTimeout(r, 300));
  t = Date.now();
  await until('REVIEWING', 'FINISHED');
  console.log('APPLY', Date.now() - t, 'cpu', cpu() - last, 'rss', Math.round(process.memoryUsage().rss / 1e6));
  await worker.close(); await client.end(); await site.close();
})();
