import { OF_BEARER, type RowScope } from '../agreements/agreement';
import { EVERYTHING, type ScopeValues } from '../agreements/row-scope';
import type { Actor } from '../identity/actor';
import { codesAsOf, findProvince } from '../values/province';

/**
 * What is in scope for an actor: the values of an agreement, or the actor's own province or person where it says so.
 * Provinces are those that have the code on the date as of which the data stand, or else today.
 */
export function toScope(rows: RowScope, actor: Actor, asOf: () => string): ScopeValues {
  const { provinces, employers, people, groups } = rows;
  if (!provinces && !employers && !people && !groups) return EVERYTHING;
  return {
    ...(provinces ? { province: toCodes(provinces === OF_BEARER ? own(actor.province) : provinces, asOf()) } : {}),
    ...(employers ? { employer: employers } : {}),
    ...(people ? { person: people === OF_BEARER ? own(actor.personalId) : people } : {}),
    ...(groups ? { group: groups } : {}),
  };
}

/** Whoever has no province, or is no citizen, has nothing in scope. */
function own(value: string | null): readonly string[] {
  return value === null ? [] : [value];
}

function toCodes(provinces: readonly string[], asOf: string): readonly string[] {
  const today = new Date().toISOString().slice(0, 10);
  const codes = provinces.flatMap((code) => {
    const province = findProvince(code, asOf) ?? findProvince(code, today);
    return province ? codesAsOf(province, asOf) : [];
  });
  return [...new Set(codes)].sort();
}
