import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { openAgreementBook } from '../agreements/agreement-book';
import { openQuotas } from '../agreements/quota';
import { openAuditLog } from '../audit/audit-log';
import { startIndexing } from '../audit/index-subjects';
import { checkpointSeedOf, subjectKeysOf } from '../audit/keys';
import { createReferenceTokens } from '../audit/reference-token';
import { createSubjectTokens } from '../audit/subject-token';
import type { ReceiverRules } from '../campaigns/events/receiver-address';
import type { Site } from '../database/site';
import { openWriterPool } from '../database/writer-pool';
import type { SubjectAccess } from '../graph/subject-access/subject-context';
import type { Authenticator } from '../identity/authenticator';
import { deriveKey } from '../values/seal';
import { type AdministrationOffice, openAdministrationOffice } from './administration-office';
import { type CampaignDesk, openCampaignDesk } from './campaign-desk';
import { createGuard, type Guard } from './guard';
import { startEventRelay } from './event-relay';
import { toLogged } from './logged-error';
import type { AuditState, Stranger } from './metrics';
import { publicRules } from './public-view';
import { createRecorder, type Recorder } from './recorder';
import { limitStrangers, STRANGER_LIMITS, type StrangerLimits } from './stranger-limit';
import { openSubjectOffice } from './subject-office';

/** Who may see what, and what is put on record of it. */
export interface Protection {
  readonly guard: (graph: GraphQLSchema, asOf: () => string, tellStranger: (reason: Stranger) => void) => Guard;
  readonly recorder: Recorder;
  /** Where the agreements are administered; what is decided there is in force in this process at once. */
  readonly openOffice: (graph: GraphQLSchema) => AdministrationOffice;
  /** How the audit log is. */
  readonly audit: AuditState;
  /** What people may know of the disclosures of their data. */
  readonly subjectAccess: SubjectAccess;
  /** Where campaigns are run. */
  readonly campaigns: CampaignDesk;
  /** Looks at once for what was decided about agreements. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

export interface ProtectionOptions {
  readonly site: Site;
  readonly authenticator: Authenticator;
  readonly secret: Buffer;
  readonly checkpointDir: string | null;
  readonly log: Logger;
  /** How much callers without a good token may ask. */
  readonly strangers?: StrangerLimits;
  /** Where events of corrections may be sent; null, unless said otherwise, where this process sends none. */
  readonly receivers?: ReceiverRules | null;
  /** The time in milliseconds by which disclosures are delayed and objections fall due; the system's unless said otherwise. */
  readonly now?: () => number;
}

/** Opens what protects a site's data: the agreements that are in force, and the audit log of this process. */
export async function openProtection(options: ProtectionOptions): Promise<Protection> {
  const { site, authenticator, secret, checkpointDir, log, strangers = STRANGER_LIMITS, now = Date.now } = options;
  const tell = ({ event, cause }: { event: string; cause?: unknown }): void => {
    log.warn({ event, ...(cause === undefined ? {} : { error: toLogged(cause) }) }, 'protection');
  };
  const connection = (): ReturnType<Site['writer']> => site.writer();
  const book = await openAgreementBook(connection, tell);
  const tokens = createSubjectTokens(subjectKeysOf(secret));
  const quotas = openQuotas({ connection, tokens, log: tell });
  const { settle, foresee } = quotas;
  const seed = checkpointSeedOf(secret);
  const auditLog = await openAuditLog({ connection, seed, checkpointDir, log: tell, settle, foresee });
  const stopIndexing = startIndexing({ connection, recent: auditLog.recent, log: tell });
  const references = createReferenceTokens(deriveKey(secret, 'audit references'));
  const pool = openWriterPool(connection);
  const campaigns = openCampaignDesk({ connection, now });
  const { receivers: rules = null } = options;
  const relay = rules && startEventRelay({ site, secret, log, audit: auditLog, book, tokens, rules });
  return {
    guard: (graph, asOf, tellStranger) =>
      createGuard({
        authenticator,
        book,
        publicRules: publicRules(graph),
        asOf,
        strangers: limitStrangers(strangers),
        tellStranger,
      }),
    audit: auditLog,
    recorder: createRecorder({
      log: auditLog,
      quotas,
      tokens,
      references,
    }),
    openOffice: (graph) => openAdministrationOffice({ graph, connection, changed: () => book.refresh() }),
    subjectAccess: openSubjectOffice({ pool, tokens, references, secret, now }),
    campaigns,
    refresh: () => book.refresh(),
    close: async () => {
      await relay?.close();
      await pool.close();
      await campaigns.close();
      await stopIndexing();
      await auditLog.close();
      await quotas.close();
      await book.stop();
    },
  };
}
