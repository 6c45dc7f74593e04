const REASON_MOST = 500;

/** What is wrong with the reason that somebody gives for a decision, in a sentence; null for nothing. */
export function whyNoReason(reason: string): string | null {
  if (reason.trim() === '') return 'a reason is needed';
  if (reason.length > REASON_MOST) return `it has more than ${REASON_MOST} characters`;
  return /[\p{Cc}\p{Cs}]/u.test(reason) ? 'it has control characters or half of a character' : null;
}
