import type { PersonalId } from '../values/personal-id';

/** What somebody is to the gateway: a partner's system, or a person who acts through one. */
export const ACTOR_KINDS = ['partner', 'officer', 'auditor', 'citizen'] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** Who is asking, as a verified access token says. */
export interface Actor {
  /** The token's `iss`. */
  readonly issuer: string;
  /** The token's `sub`: tells a person or system from every other of this issuer. */
  readonly subject: string;
  /** The system through which they ask: `client_id`, or `azp`. */
  readonly client: string;
  readonly kind: ActorKind;
  /** What an officer or auditor may act as, such as `headquarters`, `branch` or `data-protection`; none for others. */
  readonly roles: readonly string[];
  /** The province of a branch's officer, as a two-digit code; null for everybody else. */
  readonly province: string | null;
  /** The citizen's own personal ID; null for everybody else. Never logged. */
  readonly personalId: PersonalId | null;
}
