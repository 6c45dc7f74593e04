import { parsePersonalId } from '../values/personal-id';
import { parseProvinceCode } from '../values/province-code';
import { type Actor, ACTOR_KINDS, type ActorKind } from './actor';
import type { IssuerConfig } from './issuer';
import { refuseToken } from './refuse-token';

type Claims = Readonly<Record<string, unknown>>;

/** The role of an officer whose province counts. */
export const BRANCH_ROLE = 'branch';

const MOST_ROLES = 20;
const ROLE = /^[a-z][a-z0-9-]{0,39}$/;
/** Printable, so that a log line stays one line. */
const NAME = /^[^\p{C}\p{Zl}\p{Zp}]{1,255}$/u;

/**
 * What the claims of a checked token say about the caller. Only claims that belong to the kind are read: a partner has no
 * roles, an officer no personal ID, whatever else the token says. Throws TOKEN_INVALID with the reason CLAIM and the name
 * of a claim that is missing or wrong, or whose kind this issuer may not attest.
 */
export function toActor(claims: Claims, { issuer, kinds, claims: names }: IssuerConfig): Actor {
  const kind = toKind(claims, names.kind, kinds);
  const roles = kind === 'officer' || kind === 'auditor' ? toRoles(claims, names.roles) : [];
  if (kind === 'officer' && roles.length === 0) refuseToken('CLAIM', names.roles);
  return {
    issuer,
    subject: toName(claims, 'sub'),
    client: toName(claims, claims[names.client] === undefined ? 'azp' : names.client),
    kind,
    roles,
    province:
      kind === 'officer' && roles.includes(BRANCH_ROLE) ? toValue(claims, names.province, parseProvinceCode) : null,
    personalId: kind === 'citizen' ? toValue(claims, names.personalId, parsePersonalId) : null,
  };
}

function toKind(claims: Claims, name: string, allowed: readonly ActorKind[]): ActorKind {
  const kind = ACTOR_KINDS.find((known) => known === claims[name]);
  if (kind === undefined || !allowed.includes(kind)) refuseToken('CLAIM', name);
  return kind;
}

function toRoles(claims: Claims, name: string): readonly string[] {
  const listed = claims[name] ?? [];
  if (!Array.isArray(listed) || listed.length > MOST_ROLES) refuseToken('CLAIM', name);
  const roles = listed.filter((role): role is string => typeof role === 'string' && ROLE.test(role));
  if (roles.length < listed.length) refuseToken('CLAIM', name);
  return [...new Set(roles)].sort();
}

function toName(claims: Claims, name: string): string {
  const text = claims[name];
  if (typeof text !== 'string' || !NAME.test(text)) refuseToken('CLAIM', name);
  return text;
}

/** Reads a claim with the parser of its value, whose own words are left out: they may repeat some of the digits. */
function toValue<Value>(claims: Claims, name: string, parse: (text: unknown) => Value): Value {
  try {
    return parse(claims[name]);
  } catch {
    refuseToken('CLAIM', name);
  }
}
