import { createHash } from 'node:crypto';
import { type ClientBase, DatabaseError } from 'pg';
import { type Canonical, canonicalJson } from '../audit/canonical-json';
import { LienThongError } from '../errors';
import type { Agreement, ResolvedGrants } from './agreement';

/** What an agreement's version says: as it was proposed, with its grants resolved. */
export interface VersionBody {
  readonly agreement: Agreement;
  readonly grants: ResolvedGrants;
}

/** A version of an agreement, and what was decided last about the agreement. */
export interface AgreementVersion extends VersionBody {
  readonly version: number;
  /** SHA-256 of the version's canonical JSON, in hexadecimal. */
  readonly hash: string;
  readonly proposedBy: string;
  readonly proposedAt: string;
  readonly state: AgreementState;
}

/** A version is in force, suspended, or neither: proposed and not activated yet, or replaced by another. */
export type AgreementState = 'ACTIVE' | 'SUSPENDED' | 'PROPOSED' | 'REPLACED';

export type DecisionKind = 'ACTIVATED' | 'SUSPENDED' | 'RESUMED';

interface VersionRow {
  readonly agreement: string;
  readonly version: number;
  readonly body: string;
  readonly hash: string;
  readonly proposed_by: string;
  readonly proposed_at: Date;
  readonly state: AgreementState;
}

const VERSIONS = `
  select v.agreement, v.version, v.body, v.hash, v.proposed_by, v.proposed_at,
         case when last.version is null or v.version > last.version then 'PROPOSED'
              when v.version < last.version then 'REPLACED'
              when last.kind = 'SUSPENDED' then 'SUSPENDED' else 'ACTIVE' end as state
    from sharing.agreement_version v
    left join lateral (
      select e.version, e.kind from sharing.agreement_event e where e.agreement = v.agreement order by e.event desc limit 1
    ) last on true`;

/** Every version of every agreement, or of one, by ID and version. */
export async function listVersions(client: ClientBase, id: string | null = null): Promise<readonly AgreementVersion[]> {
  const { rows } = await client.query<VersionRow>(
    `${VERSIONS} where $1::text is null or v.agreement = $1 order by v.agreement, v.version`,
    [id],
  );
  return rows.map(toVersion);
}

/** The newest versions of a state, or of any, by ID. */
export async function listNewest(
  client: ClientBase,
  state: AgreementState | null,
  most: number,
): Promise<readonly AgreementVersion[]> {
  const { rows } = await client.query<VersionRow>(
    `select * from (${VERSIONS}) known where $1::text is null or state = $1 order by agreement, version desc limit $2`,
    [state, most],
  );
  return rows.map(toVersion);
}

/** The versions that are in force or suspended. */
export async function listDecided(client: ClientBase): Promise<readonly AgreementVersion[]> {
  const { rows } = await client.query<VersionRow>(
    `select * from (${VERSIONS}) decided where state in ('ACTIVE', 'SUSPENDED') order by agreement`,
  );
  return rows.map(toVersion);
}

/** Tells whether anything was decided since. */
export async function lastEvent(client: ClientBase): Promise<string> {
  const { rows } = await client.query<{ event: string }>(
    'select coalesce(max(event), 0)::text as event from sharing.agreement_event',
  );
  return rows[0]?.event ?? '0';
}

/** A version's body as it is stored, and its hash; the same of equal bodies everywhere. */
export function writeBody({ agreement, grants }: VersionBody): { readonly text: string; readonly hash: string } {
  const text = canonicalJson({ agreement, grants } as unknown as Canonical);
  return { text, hash: createHash('sha256').update(text).digest('hex') };
}

/** Stores the next version of an agreement; gives its number. It is not in force before somebody else activates it. */
export async function proposeVersion(client: ClientBase, body: VersionBody, actor: string): Promise<number> {
  const { text, hash } = writeBody(body);
  const { rows } = await client.query<{ version: number }>(
    `insert into sharing.agreement_version (agreement, version, body, hash, proposed_by)
     select $1, coalesce(max(version), 0) + 1, $2, $3, $4 from sharing.agreement_version where agreement = $1
     returning version`,
    [body.agreement.id, text, hash, actor],
  );
  return rows[0]?.version ?? 0;
}

/** Puts on record what somebody decided about a version. Throws AGREEMENT_INVALID where a second person is needed. */
export async function decideVersion(
  client: ClientBase,
  decision: {
    readonly agreement: string;
    readonly version: number;
    readonly kind: DecisionKind;
    readonly actor: string;
    readonly reason: string | null;
  },
): Promise<void> {
  const { agreement, version, kind, actor, reason } = decision;
  try {
    await client.query(
      'insert into sharing.agreement_event (agreement, version, kind, actor, reason) values ($1, $2, $3, $4, $5)',
      [agreement, version, kind, actor, reason],
    );
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    if (error.constraint === 'second_person') {
      throw new LienThongError('AGREEMENT_INVALID', 'Somebody else has to decide this: four eyes', {
        reason: 'SECOND_PERSON',
      });
    }
    if (error.code === '23503') {
      throw new LienThongError('AGREEMENT_INVALID', `There is no version ${version} of ${agreement}`, {
        reason: 'VERSION_UNKNOWN',
      });
    }
    throw error;
  }
}

/** Throws INTERNAL for a body that does not have the hash beside it: somebody changed it behind the gateway. */
function toVersion(row: VersionRow): AgreementVersion {
  const { agreement, version, body, hash } = row;
  if (createHash('sha256').update(body).digest('hex') !== hash) {
    throw new LienThongError(
      'AGREEMENT_INVALID',
      `Version ${version} of ${agreement} was changed after it was proposed`,
    );
  }
  const { proposed_by: proposedBy, proposed_at: proposedAt, state } = row;
  return {
    ...(JSON.parse(body) as VersionBody),
    version,
    hash,
    proposedBy,
    proposedAt: proposedAt.toISOString(),
    state,
  };
}
