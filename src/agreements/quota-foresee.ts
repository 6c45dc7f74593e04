import type { Beside } from '../audit/batch';
import type { Foresee } from '../audit/chain-writer';
import type { QuotaClaim } from './quota-claim';
import type { KnownQuotas } from './quota-known';
import { claimOf } from './quota-settle';

/** Identifiers that a batch's requests have asked about under one agreement. */
interface Asked {
  readonly agreement: string;
  readonly allowed: number;
  identifiers: number;
}

/**
 * Counts identifiers of agreements in today's windows, if they fit into all of them: the rows are locked in the order in
 * which settling locks them, and looked at as they are then. `$10` is the day, `$11` to `$13` agreement, number and limit.
 */
const COUNT = `
    asked as (select * from unnest($11::text[], $12::bigint[], $13::bigint[]) as asked(agreement, identifiers, allowed)),
    held as (
      select agreement, identifiers from sharing.quota_window
       where agreement = any($11::text[]) and kind = 'DAY' and starts_on = $10::date
         and $10::date = (now() at time zone 'Asia/Ho_Chi_Minh')::date
       order by agreement for update),
    fit as (
      select count(*) = cardinality($11::text[]) and bool_and(held.identifiers + asked.identifiers <= allowed) as "all"
        from held join asked using (agreement)),
    counted as (
      update sharing.quota_window w set identifiers = w.identifiers + asked.identifiers from asked, fit
       where fit."all" and w.agreement = asked.agreement and w.kind = 'DAY' and w.starts_on = $10::date)`;

/** Tells the audit log of entries that need no settling on a day: there is nothing to be counted but identifiers that fit. */
export function foreseeBy(known: KnownQuotas): Foresee {
  return (entries) => {
    const claims = entries.flatMap((entry) => claimOf(entry) ?? []);
    const days = new Set<string>();
    const asked = new Map<string, Asked>();
    for (const claim of claims) {
      const foreseen = known.foresee(claim);
      if (!foreseen) return null;
      days.add(foreseen.day);
      if (foreseen.identifiers > 0) add(asked, claim, foreseen.identifiers);
    }
    const [day] = days;
    if (days.size !== 1 || day === undefined) return null;
    for (const claim of claims) claim.settled = foretell(known, claim, asked.get(claim.agreement));
    return asked.size === 0 ? { day } : { day, beside: toBeside([...asked.values()]) };
  };
}

function add(asked: Map<string, Asked>, { agreement, limits }: QuotaClaim, identifiers: number): void {
  const of = asked.get(agreement);
  if (of) of.identifiers += identifiers;
  else asked.set(agreement, { agreement, allowed: limits.identifiersPerDay ?? 0, identifiers });
}

/** What a claim will have come to: the day's window as it was known, with what the batch has asked about. */
function foretell(known: KnownQuotas, { agreement }: QuotaClaim, asked: Asked | undefined): QuotaClaim['settled'] {
  const window = asked && known.present(agreement, 'DAY');
  if (!window) return null;
  return { refused: null, windows: [{ ...window, identifiers: window.identifiers + asked.identifiers }] };
}

function toBeside(asked: readonly Asked[]): Beside {
  return {
    name: 'audit: insert records, and count identifiers',
    tables: COUNT,
    isDone: '(select "all" from fit)',
    values: [
      asked.map(({ agreement }) => agreement),
      asked.map(({ identifiers }) => identifiers),
      asked.map(({ allowed }) => allowed),
    ],
  };
}
