import type { ClientBase } from 'pg';
import type { DecisionKind } from './agreement-store';

/** What somebody decided about a version of an agreement. */
export interface Decision {
  readonly agreement: string;
  readonly version: number;
  readonly kind: DecisionKind;
  /** Issuer and subject of who decided it. */
  readonly actor: string;
  readonly at: string;
  readonly reason: string | null;
}

interface EventRow extends Omit<Decision, 'at'> {
  readonly at: Date;
}

/** Every decision about some agreements, in the order in which they were made. */
export async function listDecisions(client: ClientBase, agreements: readonly string[]): Promise<readonly Decision[]> {
  const { rows } = await client.query<EventRow>(
    `select agreement, version, kind, actor, at, reason from sharing.agreement_event
      where agreement = any($1) order by event`,
    [agreements],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** Lets one person at a time propose or decide about an agreement, until the transaction ends. */
export async function takeTurn(client: ClientBase, agreement: string): Promise<void> {
  await client.query("select pg_advisory_xact_lock(hashtext('lienthong: agreement ' || $1))", [agreement]);
}
