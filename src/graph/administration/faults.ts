import { LienThongError } from '../../errors';

/** Why a proposal or decision was not taken, for programs. */
export enum AgreementFaultCode {
  DOCUMENT = 'DOCUMENT',
  SECOND_PERSON = 'SECOND_PERSON',
  STATE = 'STATE',
  REASON = 'REASON',
  VERSION_UNKNOWN = 'VERSION_UNKNOWN',
}

/** One thing that is wrong with a proposal or decision. */
export interface AgreementFault {
  readonly code: AgreementFaultCode;
  /** Where: a place of the document such as `limits.price` or `grants[2]`, or the argument. */
  readonly place: string;
  /** Why, in a sentence. */
  readonly reason: string;
}

export const NO_SUCH_ID: AgreementFault = {
  code: AgreementFaultCode.VERSION_UNKNOWN,
  place: 'id',
  reason: 'there is no agreement of this ID',
};

/** Says that something cannot be decided, as an error that `faultsOf` reads. */
export function refuseDecision(code: AgreementFaultCode, place: string, reason: string): LienThongError {
  return new LienThongError('AGREEMENT_INVALID', `${place}: ${reason}`, { reason: code });
}

/** The faults that an AGREEMENT_INVALID tells of; throws everything else on. */
export function faultsOf(error: unknown): readonly AgreementFault[] {
  if (!(error instanceof LienThongError) || error.code !== 'AGREEMENT_INVALID') throw error;
  const { faults, reason } = error.details;
  const code = Object.values(AgreementFaultCode).find((known) => known === reason) ?? AgreementFaultCode.DOCUMENT;
  const lines = Array.isArray(faults) ? (faults as readonly string[]) : [error.message];
  return lines.map((line) => ({ code, ...toPlace(line, code) }));
}

function toPlace(line: string, code: AgreementFaultCode): { place: string; reason: string } {
  const [, place, reason] = /^([^:]+): (.*)$/s.exec(line) ?? [];
  if (place !== undefined && reason !== undefined && !place.includes(' ')) return { place, reason };
  return { place: code === AgreementFaultCode.SECOND_PERSON ? 'actor' : 'document', reason: line };
}

const REASON_MOST = 500;

/** What is wrong with the reason of a decision, or null. */
export function whyNoReason(reason: string): AgreementFault | null {
  const fault = (text: string): AgreementFault => ({ code: AgreementFaultCode.REASON, place: 'reason', reason: text });
  if (reason.trim() === '') return fault('a reason is needed');
  if (reason.length > REASON_MOST) return fault(`it has more than ${REASON_MOST} characters`);
  return /[\p{Cc}\p{Cs}]/u.test(reason) ? fault('it has control characters or half of a character') : null;
}
