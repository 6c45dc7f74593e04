import type { ClientConfig } from 'pg';
import type { AuditEvents } from '../audit/audit-log';
import type { Foresee, Settle } from '../audit/chain-writer';
import type { SubjectTokens } from '../audit/subject-token';
import type { Register } from '../values/databases';
import type { AgreementVersion } from './agreement-store';
import { KnownQuotas } from './quota-known';
import { openPriceQuota } from './quota-price';
import { foreseeBy } from './quota-foresee';
import { settleBy } from './quota-settle';
import { startSweeping } from './quota-sweep';
import { RequestQuota } from './quota-of-request';

/** The quotas of all agreements, as this process counts them together with its replicas. */
export interface Quotas {
  /** What one request takes of the quotas of its agreement. */
  open(version: AgreementVersion): RequestQuota;
  /** For the audit log: counts what a batch's records take, in their transaction. */
  readonly settle: Settle;
  readonly foresee: Foresee;
  close(): Promise<void>;
}

export interface QuotaOptions {
  /** How to connect as the writer; asked anew for each connection. */
  readonly connection: () => ClientConfig;
  /** Makes the tokens under which people are counted. */
  readonly tokens: SubjectTokens;
  readonly log: AuditEvents;
}

export function openQuotas({ connection, tokens, log }: QuotaOptions): Quotas {
  const known = new KnownQuotas();
  const prices = openPriceQuota(connection);
  const stopSweeping = startSweeping({ connection, log });
  return {
    open: (version) => new RequestQuota(version.agreement, known, prices, (person) => toToken(tokens, person)),
    settle: settleBy(known),
    foresee: foreseeBy(known),
    close: async () => {
      await stopSweeping();
      await prices.close();
    },
  };
}

/**
 * A person as a record states them: a personal ID, or the register and key of a record that has none. The token is that of
 * the record in the audit log, where the personal ID is the key of the population register.
 */
function toToken(tokens: SubjectTokens, person: string): string {
  const blank = person.indexOf(' ');
  if (blank < 0) return tokens.hex('population', person);
  return tokens.hex(person.slice(0, blank) as Register, person.slice(blank + 1));
}
