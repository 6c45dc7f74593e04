import type { Logger } from 'pino';
import type { AgreementBook } from '../agreements/agreement-book';
import type { AuditLog } from '../audit/audit-log';
import type { SubjectTokens } from '../audit/subject-token';
import type { ReceiverRules } from '../campaigns/events/receiver-address';
import { openRelay, type Relay } from '../campaigns/events/relay';
import { getMandate, toWorkRecord } from '../campaigns/work-record';
import type { Site } from '../database/site';
import { dayInVietNam } from '../values/viet-nam-time';
import { toLogged } from './logged-error';

export interface EventRelayOptions {
  readonly site: Site;
  readonly secret: Buffer;
  readonly log: Logger;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly book: AgreementBook;
  readonly tokens: SubjectTokens;
  readonly rules: ReceiverRules;
}

/** Of whose records an event tells is disclosed by their keys. */
const FIELDS = { insurance: 'Participant.insuranceNumber', health: 'HealthCard.cardNumber' };

/** Publishes corrections in the background, each on record before it leaves, and to partners only under an agreement in force. */
export function startEventRelay({ site, secret, log, audit, book, tokens, rules }: EventRelayOptions): Relay {
  const inForce = (id: string): ReturnType<AgreementBook['decided']>[number] | undefined =>
    book.decided().find(({ state, agreement }) => state === 'ACTIVE' && agreement.id === id);
  const relay = openRelay({
    site,
    secret,
    rules,
    log: ({ cause, ...event }) => {
      log.warn({ ...event, ...(cause === undefined ? {} : { error: toLogged(cause) }) }, 'events');
    },
    mayReceive: (agreement) => {
      const today = dayInVietNam(Date.now());
      const known = inForce(agreement)?.agreement;
      return known !== undefined && known.validFrom <= today && today <= known.validTo;
    },
    record: async ({ subscription, agreement, messages }) => {
      const known = agreement === null ? undefined : inForce(agreement);
      const record = toWorkRecord(tokens, {
        client: 'event-relay',
        subject: subscription,
        onBehalfOf: known?.agreement.receiver ?? null,
        agreement: known ? { id: known.agreement.id, version: known.version } : getMandate(book.decided()),
        fields: FIELDS,
        records: messages,
        people: messages.length,
      });
      await audit.append({ record, waited: 0 });
    },
  });
  relay.start();
  return relay;
}
