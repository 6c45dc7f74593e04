import type { Settle } from '../audit/chain-writer';
import type { AuditRecord } from '../audit/record';
import type { AuditEntry } from '../audit/waiting-entries';
import { type QuotaClaim, windowsOf } from './quota-claim';
import { decideClaim, type Tally } from './quota-decide';
import type { KnownQuotas } from './quota-known';
import { findCounted, lockWindows, type QuotaWindow, storeCounts } from './quota-windows';

/**
 * The audit log's hook that settles quotas: what comes in are the entries of a batch, what holds afterwards is that
 * everybody whom an allowed record discloses is counted, once in each window, and that no window holds more than its
 * limit. It runs inside the batch's transaction, so what is counted and what is recorded are committed together or not
 * at all. An entry that does not fit is recorded as refused.
 */
export function settleBy(known: KnownQuotas): Settle {
  return async (client, entries) => {
    const claims = entries.flatMap((entry) => claimOf(entry) ?? []);
    const windows = await lockWindows(client, wantedBy(claims));
    const tallies = await openTallies(windows, claims, known, client);
    const records = entries.map((entry) => {
      const claim = claimOf(entry);
      if (!claim) return entry.record;
      const own = tallies.filter(({ window }) => window.agreement === claim.agreement);
      const refused = decideClaim(claim, own);
      claim.settled = { refused, windows: own.map(toWindow) };
      return refused ? toRefused(entry.record) : entry.record;
    });
    const changed = tallies.filter(
      ({ window, people, identifiers }) => people > window.people || identifiers > window.identifiers,
    );
    if (changed.length > 0) {
      await storeCounts(
        client,
        changed.map((tally) => ({ window: toWindow(tally), tokens: tally.fresh })),
      );
    }
    return records;
  };
}

/** The hook is the quotas' own: what entries bring to be settled are claims. */
export function claimOf({ settle }: AuditEntry): QuotaClaim | undefined {
  return settle as QuotaClaim | undefined;
}

function wantedBy(claims: readonly QuotaClaim[]): Parameters<typeof lockWindows>[1] {
  const wanted = new Map(
    claims.flatMap(({ agreement, limits }) =>
      windowsOf(limits).map((kind) => [`${agreement} ${kind}`, { agreement, kind }] as const),
    ),
  );
  return [...wanted.values()];
}

/** Looks up who of a batch is counted; whom this process knows to be is not looked up again. */
async function openTallies(
  windows: readonly QuotaWindow[],
  claims: readonly QuotaClaim[],
  known: KnownQuotas,
  client: Parameters<Settle>[0],
): Promise<readonly Tally[]> {
  const tallies = windows.map((window) => ({
    window,
    counted: new Set<string>(),
    fresh: [],
    people: window.people,
    identifiers: window.identifiers,
  }));
  const asked = tallies.map(({ window, counted }) => {
    const before = known.countedIn(window);
    const unknown = new Set<string>();
    for (const { agreement, people } of claims) {
      if (agreement === window.agreement)
        for (const token of people) (before.has(token) ? counted : unknown).add(token);
    }
    return { window, tokens: [...unknown] };
  });
  const found = await findCounted(client, asked);
  tallies.forEach(({ counted }, i) => found[i]?.forEach((token) => counted.add(token)));
  return tallies;
}

function toWindow({ window, people, identifiers }: Tally): QuotaWindow {
  return { ...window, people, identifiers };
}

function toRefused(record: AuditRecord): AuditRecord {
  return {
    ...record,
    subjects: [],
    counts: { people: 0, probed: record.counts.probed, rows: 0 },
    decision: 'refused',
    reason: 'QUOTA_EXCEEDED',
    outcome: 'refused',
  };
}
