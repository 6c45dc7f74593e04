import { type AgreementVersion, listDecided } from '../agreements/agreement-store';
import type { PurposeCode } from '../agreements/purposes';
import { chooseAgreement } from '../agreements/choose-agreement';
import type { Config } from '../config';
import { loadSecret } from '../database/installation-secret';
import { withClient } from '../database/with-client';
import { acceptedIssuers } from '../demo/accepted-issuers';
import { isDemonstration } from '../demo/is-demonstration';
import { LienThongError } from '../errors';
import type { Actor } from '../identity/actor';
import { createAuthenticator } from '../identity/authenticator';
import type { Disclosure } from '../planning/view/disclosure';
import { toViewRules } from '../planning/view/grants';
import { type Progress, readCaseReference } from '../server/guard';
import { Journal } from '../server/journal';
import { openProtection, type Protection } from '../server/protection';
import { nameRequest } from '../server/recorder';
import { dayInVietNam } from '../values/viet-nam-time';
import { actorOf } from './persona';
import type { Session } from './session';

/** What somebody does by a command. */
export interface Acting {
  readonly persona: string;
  /** The case reference, if one was given. */
  readonly caseReference: string | null;
  /** The purpose, as the header Lienthong-Purpose would name it. */
  readonly purpose: PurposeCode;
  /** The field of the graph that does the same, such as `Mutation.suspendAgreement`. */
  readonly coordinate: string;
  /** Fields of the graph whose values they get with it. */
  readonly discloses?: readonly string[];
}

/** Somebody who may do what they want to. */
export interface Admitted {
  readonly actor: Actor;
  readonly protection: Protection;
  /** What they act under. */
  readonly agreement: AgreementVersion;
  /** Takes down whose data they get. */
  readonly disclosure: Disclosure;
}

/**
 * Does something as a persona, with the rights that the persona has in the graph, and puts it on record as a request is, done
 * or refused. Throws the refusal, and what the work throws.
 */
export async function actAs<Result>(
  session: Session,
  { persona, caseReference, purpose, coordinate, discloses = [] }: Acting,
  work: (admitted: Admitted) => Promise<Result>,
): Promise<Result> {
  const { config, site, log } = session;
  const actor = await actorOf(persona, { config, site });
  const secret = await loadSecret(config);
  const authenticator = createAuthenticator({ ...(await acceptedIssuers(config, secret)), log });
  const protection = await openProtection({ site, authenticator, secret, checkpointDir: config.checkpointDir, log });
  const progress: Progress = { actor };
  const journal = new Journal();
  const coordinates = [coordinate, ...discloses];
  journal.fields = coordinates.map((each) => ({ coordinate: each, mask: null }));
  try {
    const chosen = chooseAgreement(
      await withClient(site.writer(), listDecided),
      actor,
      purpose,
      dayInVietNam(Date.now()),
    );
    Object.assign(progress, { agreement: chosen.version, purpose: chosen.purpose });
    if (caseReference !== null) progress.caseReference = readCaseReference(caseReference);
    const { grants, agreement } = chosen.version;
    const rules = toViewRules(grants, agreement.rows);
    for (const each of coordinates) requireGrant(rules.accessTo(each), each);
    const result = await work({ actor, protection, agreement: chosen.version, disclosure: journal.disclosure });
    journal.hasData = true;
    await protection.recorder.record(nameRequest(), progress, journal);
    return result;
  } catch (error) {
    if (!journal.hasData) {
      journal.fault(error instanceof LienThongError ? error.code : 'INTERNAL');
      await protection.recorder.record(nameRequest(), progress, journal);
    }
    throw error;
  } finally {
    await protection.close();
  }
}

/** Throws CONFIGURATION_INVALID outside the demonstration, where nobody's word is taken for who they are. */
export function requirePersonas(config: Config): void {
  if (isDemonstration(config)) return;
  throw new LienThongError(
    'CONFIGURATION_INVALID',
    '--as: personas belong to the demonstration. At a site, the same is done through the graph, with an access token: ' +
      'its mutations have the names of these commands',
  );
}

function requireGrant(access: string | null, coordinate: string): void {
  if (access === 'READ') return;
  throw new LienThongError('ACTION_NOT_GRANTED', `${coordinate} is not granted to who asks for it`);
}
