import { LienThongError } from '../../errors';
import { type PlacedFault, readPlacedFault } from '../../values/placed-fault';
import { whyNoReason as whyNotWritten } from '../../values/written-reason';

/** Why a proposal or decision was not taken, for programs. */
export enum AgreementFaultCode {
  DOCUMENT = 'DOCUMENT',
  SECOND_PERSON = 'SECOND_PERSON',
  STATE = 'STATE',
  REASON = 'REASON',
  VERSION_UNKNOWN = 'VERSION_UNKNOWN',
}

/** One thing that is wrong with a proposal or decision. */
export interface AgreementFault extends PlacedFault {
  readonly code: AgreementFaultCode;
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

function toPlace(line: string, code: AgreementFaultCode): PlacedFault {
  const isSecondPerson = code === AgreementFaultCode.SECOND_PERSON;
  return readPlacedFault(line) ?? { place: isSecondPerson ? 'actor' : 'document', reason: line };
}

/** What is wrong with the reason of a decision, or null. */
export function whyNoReason(text: string): AgreementFault | null {
  const reason = whyNotWritten(text);
  return reason === null ? null : { code: AgreementFaultCode.REASON, place: 'reason', reason };
}
