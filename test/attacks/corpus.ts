import type { Attack } from './attack';
import { cursors } from './families/cursors';
import { aliases, breadth, depth, repeatedFields } from './families/documents';
import { exports } from './families/exports';
import { failures } from './families/failures';
import { directives, fragments, inlineFragments } from './families/fragments';
import { filters, smallCells } from './families/inference';
import { introspection } from './families/introspection';
import { keyRotation, unknownKeys } from './families/keys';
import { nodes, walking } from './families/people-out-of-reach';
import { quotas } from './families/quotas';
import { batches, largeBodies, otherSites } from './families/requests';
import { controls, sql } from './families/texts';
import { algNone, wrongClaims } from './families/tokens';
import { trustedDocuments } from './families/trusted';
import type { Family, World } from './world';

/** Every family of attacks that is kept, by what it tries. */
export const FAMILIES = {
  depth,
  breadth,
  aliases,
  'repeated fields': repeatedFields,
  'directive overload': directives,
  'fragment cycles and explosions': fragments,
  'inline-fragment nesting': inlineFragments,
  'batched arrays': batches,
  'large bodies and variables': largeBodies,
  'introspection and suggestions against a view': introspection,
  'GET mutations and CSRF': otherSites,
  'tampered or foreign cursors': cursors,
  'node IDs of other callers': nodes,
  'alg=none': algNone,
  'wrong audience, issuer or expiry': wrongClaims,
  'key rotation': keyRotation,
  'unknown kid floods': unknownKeys,
  'quota bypass by alias, batch or replica': quotas,
  'walking 12-digit IDs': walking,
  'filter- and sort-based inference': filters,
  'small cells by differencing': smallCells,
  'SQL in every string argument': sql,
  'CR, LF and ANSI in logged strings': controls,
  'trusted-document bypass': trustedDocuments,
  'export beyond a row cap': exports,
  'error-path leaks': failures,
} as const satisfies Record<string, Family>;

export type FamilyName = keyof typeof FAMILIES;
export const FAMILY_NAMES = Object.keys(FAMILIES) as readonly FamilyName[];

/** An attack with the name under which a finding tells of it. */
export interface Named {
  readonly name: string;
  readonly attack: Attack;
}

/** The attacks of one family in a world, in the same order each time. */
export async function attacksOf(family: FamilyName, world: World): Promise<readonly Named[]> {
  const attacks = await FAMILIES[family](world);
  return attacks.map((attack) => ({ name: `${family}: ${attack.what}, by ${attack.as}`, attack }));
}
