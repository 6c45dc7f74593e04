import { OF_BEARER, type RowScope } from '../agreements/agreement';
import { EVERYTHING, type ScopeValues } from '../agreements/row-scope';
import type { Actor } from '../identity/actor';
import { keepList } from '../values/kept-lists';
import { codesAsOf, findProvince } from '../values/province';

/**
 * What is in scope for an actor: the values of an agreement, or the actor's own province or person where it says so.
 * Provinces are those that have the code on the date as of which the data stand, or else today.
 */
export function toScope(rows: RowScope, actor: Actor, asOf: () => string): ScopeValues {
  const { provinces, employers, people, groups } = rows;
  if (!provinces && !employers && !people && !groups) return EVERYTHING;
  return {
    ...(provinces ? { province: codesOf(provinces === OF_BEARER ? own(actor.province) : provinces, asOf()) } : {}),
    ...(employers ? { employer: keepList(employers) } : {}),
    ...(people ? { person: people === OF_BEARER ? own(actor.personalId) : keepList(people) } : {}),
    ...(groups ? { group: keepList(groups) } : {}),
  };
}

/** Whoever has no province, or is no citizen, has nothing in scope. */
function own(value: string | null): readonly string[] {
  return value === null ? [] : [value];
}

interface KnownCodes {
  readonly asOf: string;
  readonly today: string;
  readonly codes: readonly string[];
}

/** The codes of an agreement's list of provinces: they change with the data and the day. */
const known = new WeakMap<readonly string[], KnownCodes>();

function codesOf(provinces: readonly string[], asOf: string): readonly string[] {
  const today = new Date().toISOString().slice(0, 10);
  const last = known.get(provinces);
  if (last?.asOf === asOf && last.today === today) return last.codes;
  const found = provinces.flatMap((code) => {
    const province = findProvince(code, asOf) ?? findProvince(code, today);
    return province ? codesAsOf(province, asOf) : [];
  });
  const codes = keepList([...new Set(found)].sort());
  known.set(provinces, { asOf, today, codes });
  return codes;
}
