import type { Logger } from 'pino';
import { openAuditLog } from '../audit/audit-log';
import type { Site } from '../database/site';
import { withClient } from '../database/with-client';
import { checkpointSeedOf, subjectKeysOf } from '../audit/keys';
import { createSubjectTokens } from '../audit/subject-token';
import { recordCorrections } from '../campaigns/record-corrections';
import { openWorker, type Worker, type WorkerOptions } from '../campaigns/worker';
import { toLogged } from './logged-error';
import { lowerPriorityOf } from './low-priority';

export interface CampaignWorkerOptions extends Omit<WorkerOptions, 'record' | 'site'> {
  readonly site: Pick<Site, 'reader' | 'writer' | 'corrector' | 'isEmbedded'>;
  readonly secret: Buffer;
  readonly checkpointDir: string | null;
  readonly log: Logger;
}

/** Opens a worker of campaigns with an audit log of its own, on which its corrections are before they count as applied. */
export async function openCampaignWorker(options: CampaignWorkerOptions): Promise<Worker> {
  const { site, secret, checkpointDir, log } = options;
  const audit = await openAuditLog({
    connection: () => site.writer(),
    seed: checkpointSeedOf(secret),
    checkpointDir,
    log: ({ event, cause }) => {
      log.warn({ event, ...(cause === undefined ? {} : { error: toLogged(cause) }) }, 'audit log of a campaign worker');
    },
  });
  const record = recordCorrections({
    log: audit,
    tokens: createSubjectTokens(subjectKeysOf(secret)),
    onDatabase: (work) => withClient(site.writer(), work),
  });
  const worker = openWorker({
    onConnected: lowerPriorityOf(site),
    ...options,
    record,
  });
  return {
    work: (isEnough) => worker.work(isEnough),
    close: async () => {
      await worker.close();
      await audit.close();
    },
  };
}
