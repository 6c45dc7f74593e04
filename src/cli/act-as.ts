import { Client } from 'pg';
import { listDecided } from '../agreements/agreement-store';
import { chooseAgreement } from '../agreements/choose-agreement';
import type { Config } from '../config';
import { loadSecret } from '../database/installation-secret';
import { acceptedIssuers } from '../demo/accepted-issuers';
import { isDemonstration } from '../demo/is-demonstration';
import { LienThongError } from '../errors';
import type { Administration, Outcome } from '../graph/administration/administration';
import type { KnownVersion } from '../graph/administration/known-version';
import { graphSchema } from '../graph/schema';
import { createAuthenticator } from '../identity/authenticator';
import { toViewRules } from '../planning/view/grants';
import { ADMINISTRATION } from '../server/administration-office';
import { type Progress, readCaseReference } from '../server/guard';
import { Journal } from '../server/journal';
import { openProtection } from '../server/protection';
import { nameRequest } from '../server/recorder';
import { dayInVietNam } from '../values/viet-nam-time';
import { actorOf } from './persona';
import type { Session } from './session';

/** What somebody does by a command. */
export interface Acting {
  readonly persona: string;
  /** The case reference, if one was given. */
  readonly caseReference: string | null;
  /** The mutation of the graph that does the same, such as `Mutation.suspendAgreement`. */
  readonly coordinate: string;
}

/**
 * Does something about agreements as a persona, with the rights that the persona has in the graph, and puts it on record
 * as a request is, done or refused. Throws the refusal, and AGREEMENT_INVALID with what is wrong.
 */
export async function actAs(
  session: Session,
  { persona, caseReference, coordinate }: Acting,
  work: (administration: Administration) => Promise<Outcome>,
): Promise<KnownVersion> {
  const { config, site, log } = session;
  const actor = await actorOf(persona, { config, site });
  const secret = await loadSecret(config);
  const authenticator = createAuthenticator({ ...(await acceptedIssuers(config, secret)), log });
  const protection = await openProtection({ site, authenticator, secret, checkpointDir: config.checkpointDir, log });
  const office = protection.openOffice(graphSchema());
  const progress: Progress = { actor };
  const journal = new Journal();
  journal.fields = [{ coordinate, mask: null }];
  try {
    const { version, purpose } = chooseAgreement(
      await readDecided(session),
      actor,
      ADMINISTRATION,
      dayInVietNam(Date.now()),
    );
    Object.assign(progress, { agreement: version, purpose });
    if (caseReference !== null) progress.caseReference = readCaseReference(caseReference);
    requireGrant(toViewRules(version.grants, version.agreement.rows).accessTo(coordinate), coordinate);
    const outcome = await work(office.administrationOf(actor, purpose));
    if (outcome.version === null) throw toFailure(outcome.faults);
    journal.hasData = true;
    await protection.recorder.record(nameRequest(), progress, journal);
    return outcome.version;
  } catch (error) {
    if (!journal.hasData) {
      journal.fault(error instanceof LienThongError ? error.code : 'INTERNAL');
      await protection.recorder.record(nameRequest(), progress, journal);
    }
    throw error;
  } finally {
    await office.close();
    await protection.close();
  }
}

/** Throws CONFIGURATION_INVALID outside the demonstration, where nobody's word is taken for who they are. */
export function requirePersonas(config: Config): void {
  if (isDemonstration(config)) return;
  throw new LienThongError(
    'CONFIGURATION_INVALID',
    '--as: personas belong to the demonstration. At a site, agreements are proposed and decided about through the graph: ' +
      'proposeAgreement, activateAgreement, suspendAgreement and resumeAgreement, with an access token',
  );
}

async function readDecided({ site }: Session): ReturnType<typeof listDecided> {
  const client = new Client(site.writer());
  await client.connect();
  try {
    return await listDecided(client);
  } finally {
    await client.end();
  }
}

function requireGrant(access: string | null, coordinate: string): void {
  if (access === 'READ') return;
  throw new LienThongError('ACTION_NOT_GRANTED', `${coordinate} is not granted to who asks for it`);
}

function toFailure(faults: Outcome['faults']): LienThongError {
  const lines = faults.map(({ place, reason }) => `${place}: ${reason}`);
  return new LienThongError('AGREEMENT_INVALID', lines.join('\n'), { faults: lines });
}
