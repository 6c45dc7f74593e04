import { setTimeout as delay } from 'node:timers/promises';
import pino from 'pino';
import { readConfig } from '../../src/config';
import { openSite, type Site } from '../../src/database/site';
import { openCampaignWorker } from '../../src/server/campaign-worker';
import type { WorkerSettings } from './campaign-workers';

/** A worker of campaigns as `lienthong campaign work` is, with short leases and small steps, so that it is met in all of them. */

async function main(): Promise<void> {
  const settings = JSON.parse(process.env['PROOF_WORKER'] ?? '{}') as WorkerSettings;
  const config = readConfig();
  const log = pino({ level: 'silent' });
  const site = await openSite(config, { log, durable: false });
  const worker = await openCampaignWorker({
    site: throughPorts(site, settings.ports),
    secret: config.secret ?? Buffer.alloc(32),
    checkpointDir: null,
    log,
    leaseSeconds: settings.leaseSeconds,
    appliedTogether: settings.appliedTogether,
    pause: () => delay(settings.pauseMs),
  });
  process.send?.('ready');
  await worker.work(() => false);
}

/** The site with registers that are corrected through a proxy of the proof's. */
function throughPorts(site: Site, ports: WorkerSettings['ports']): Site {
  return {
    ...site,
    corrector: (register, limits) => {
      const config = site.corrector(register, limits);
      const port = ports?.[register];
      return port === undefined ? config : { ...config, host: '127.0.0.1', port };
    },
  };
}

void main();
