import type { AgreementVersion } from '../agreements/agreement-store';
import type { PurposeCode } from '../agreements/purposes';
import { jurisdictionOf } from '../campaigns/graph/jurisdiction';
import { type CampaignOffice, createCampaignOffice, Matchers } from '../campaigns/graph/office';
import { openWriterPool } from '../database/writer-pool';
import { LienThongError } from '../errors';
import type { Actor } from '../identity/actor';
import type { CallerView } from '../planning/view/rules';

/** Where officers run campaigns: a few connections as the gateway's writer, which open when they are needed. */
export interface CampaignDesk {
  /** The campaigns of an actor, as far as their view reaches. Throws PURPOSE_NOT_GRANTED when they ask for another purpose. */
  officeOf(
    actor: Actor,
    purpose: PurposeCode | null,
    view: CallerView,
    agreement: AgreementVersion | null,
  ): CampaignOffice;
  close(): Promise<void>;
}

export interface DeskOptions {
  /** How to connect as the writer; asked anew for each connection. */
  readonly connection: Parameters<typeof openWriterPool>[0];
  readonly now: () => number;
}

/** The purpose for which campaigns are run. */
const CAMPAIGN = 'campaign' satisfies PurposeCode;

/** The figures of a campaign are read from all of its findings, millions of them where a nation is corrected. */
const PATIENCE_MS = 10_000;

export function openCampaignDesk({ connection, now }: DeskOptions): CampaignDesk {
  const pool = openWriterPool(connection, PATIENCE_MS);
  const { onDatabase } = pool;
  const matchers = new Matchers();
  return {
    officeOf: ({ issuer, subject }, purpose, view, agreement) => {
      if (purpose !== CAMPAIGN) throw otherPurpose();
      const provinces = jurisdictionOf(view);
      const under = agreement && { id: agreement.agreement.id, version: agreement.version };
      return createCampaignOffice({ actor: `${issuer} ${subject}`, under, provinces, onDatabase, matchers, now });
    },
    close: () => pool.close(),
  };
}

/** What is done in campaigns is on record for what it is, also where a mandate has other purposes beside. */
function otherPurpose(): LienThongError {
  const message = `Campaigns are run for the purpose ${CAMPAIGN}, which Lienthong-Purpose names`;
  return new LienThongError('PURPOSE_NOT_GRANTED', message, { purposes: [CAMPAIGN] });
}
