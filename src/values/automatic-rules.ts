/** The rules by which a campaign links a participant with a citizen without anybody's help. */
export const AUTOMATIC_RULES = ['SAME_ID', 'SUPERSEDED_ID', 'OLD_CARD', 'LINKED'] as const;

/** Whether a finding's rule is one that no person had a hand in. */
export function isAutomaticRule(rule: string | null): boolean {
  return (AUTOMATIC_RULES as readonly (string | null)[]).includes(rule);
}
