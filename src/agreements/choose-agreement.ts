import { LienThongError } from '../errors';
import type { Actor } from '../identity/actor';
import type { Agreement, Bearer } from './agreement';
import type { AgreementVersion } from './agreement-store';
import { isPurpose, type PurposeCode } from './purposes';

/** The agreement under which a request is answered, and why it was sent. */
export interface Chosen {
  readonly version: AgreementVersion;
  readonly purpose: PurposeCode;
}

/**
 * Chooses the agreement or mandate of an actor that has the purpose and is in force on a day (yyyy-mm-dd). Throws the
 * refusal otherwise: AGREEMENT_UNKNOWN, PURPOSE_REQUIRED, PURPOSE_NOT_GRANTED, AGREEMENT_SUSPENDED,
 * AGREEMENT_EXPIRED or AGREEMENT_NOT_YET_VALID.
 */
export function chooseAgreement(
  versions: readonly AgreementVersion[],
  actor: Actor,
  asked: string | undefined,
  day: string,
): Chosen {
  const borne = versions.filter(({ agreement }) => isBearer(agreement.bearer, actor));
  if (borne.length === 0) {
    throw new LienThongError('AGREEMENT_UNKNOWN', 'There is no agreement or mandate for who asks');
  }
  const inForce = borne.filter((version) => whyNotInForce(version, day) === null);
  const [first] = borne;
  if (inForce.length === 0 && first) throw notInForce(first, day);
  const purpose = asked ?? ownPurpose(inForce);
  if (purpose === null) {
    throw new LienThongError(
      'PURPOSE_REQUIRED',
      'The header Lienthong-Purpose is needed: it says what the data are for',
      {
        purposes: purposesOf(inForce),
      },
    );
  }
  const chosen = isPurpose(purpose) ? inForce.find(({ agreement }) => agreement.purposes.includes(purpose)) : undefined;
  if (chosen && isPurpose(purpose)) return { version: chosen, purpose };
  const past = borne.find(({ agreement }) => agreement.purposes.some((each) => each === purpose));
  if (past) throw notInForce(past, day);
  throw new LienThongError('PURPOSE_NOT_GRANTED', 'The purpose is none of those of the agreement', {
    purposes: purposesOf(inForce),
  });
}

/** Whether somebody may act under an agreement. */
export function isBearer({ kind, clients, role }: Bearer, actor: Actor): boolean {
  if (kind !== actor.kind) return false;
  if (clients && !clients.includes(actor.client)) return false;
  return role === null || kind === 'partner' || kind === 'citizen' || hasRole(actor, role);
}

/** An auditor is one by kind; an officer's role is among those that the token states. */
function hasRole({ kind, roles }: Actor, role: string): boolean {
  return roles.includes(role) || (kind === 'auditor' && role === 'auditor');
}

/** Citizens ask about themselves, so they need not say why. */
function ownPurpose(versions: readonly AgreementVersion[]): PurposeCode | null {
  const [only, ...others] = versions.flatMap(({ agreement }) => agreement.purposes);
  return only === 'own-record' && others.length === 0 ? only : null;
}

function purposesOf(versions: readonly AgreementVersion[]): readonly PurposeCode[] {
  return [...new Set(versions.flatMap(({ agreement }) => agreement.purposes))].sort();
}

function whyNotInForce(
  { agreement, state }: AgreementVersion,
  day: string,
): 'AGREEMENT_SUSPENDED' | 'AGREEMENT_EXPIRED' | 'AGREEMENT_NOT_YET_VALID' | null {
  if (state === 'SUSPENDED') return 'AGREEMENT_SUSPENDED';
  if (day > agreement.validTo) return 'AGREEMENT_EXPIRED';
  return day < agreement.validFrom ? 'AGREEMENT_NOT_YET_VALID' : null;
}

const WORDS = {
  AGREEMENT_SUSPENDED: () => 'The agreement is suspended',
  AGREEMENT_EXPIRED: ({ validTo }: Agreement) => `The agreement ended on ${validTo}`,
  AGREEMENT_NOT_YET_VALID: ({ validFrom }: Agreement) => `The agreement begins on ${validFrom}`,
} as const;

function notInForce(version: AgreementVersion, day: string): LienThongError {
  const code = whyNotInForce(version, day) ?? 'AGREEMENT_EXPIRED';
  const { agreement } = version;
  return new LienThongError(code, `${WORDS[code](agreement)}; ${agreement.contact} can be asked`, {
    agreement: agreement.id,
  });
}
