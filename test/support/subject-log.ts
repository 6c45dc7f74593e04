import type { PersonalId } from '../../src/values/personal-id';
import type { Asking, RecordedAnswer } from './protected-gateway';
import type { RegisterTables } from './register-tables';

/** A disclosure as its subject sees it. */
export interface Shown {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** A page of a person's log. */
export interface Log {
  readonly edges: readonly { readonly cursor: string; readonly node: Shown }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly delayed: number;
}

export const LOG = `query Log($period: DisclosurePeriodInput, $first: Int! = 50, $after: String) {
  myDisclosures(period: $period, first: $first, after: $after) {
    edges { cursor node {
      id time receiver system purpose reason reasonInVietnamese agreement legalBasis registers classes masked verified own
    } }
    pageInfo { hasNextPage endCursor } delayed
  }
}`;
/** Citizens whom the insurance register knows by the same ID, one participant each; each test takes others. */
export async function findPeople(
  tables: RegisterTables,
  count: number,
  skipped: number,
): Promise<readonly { id: PersonalId; number: string }[]> {
  const found = await tables.select<{ id: PersonalId; number: string }>(
    'insurance',
    `select personal_id as id, max(insurance_number) as number from share.participant
       where personal_id ~ '^90[0-9]{10}$' group by personal_id having count(*) = 1
       order by md5('log of ' || personal_id) limit 200 offset $1`,
    [skipped],
  );
  const known = await tables.select<{ id: string }>(
    'population',
    'select personal_id as id from share.citizen where personal_id = any($1)',
    [found.map(({ id }) => id)],
  );
  const ids = new Set(known.map(({ id }) => id));
  return found.filter(({ id }) => ids.has(id)).slice(0, count);
}

/** A page of the log of whoever asks; throws when it is refused. */
export async function readLog(ask: Asking, variables = {}): Promise<Log> {
  const { data, errors } = await ask(LOG, variables);
  if (errors || !data) throw new Error(JSON.stringify(errors));
  return (data as unknown as { myDisclosures: Log }).myDisclosures;
}

export const nodesOf = ({ edges }: Log): readonly Shown[] => edges.map(({ node }) => node);

export const codeOf = ({ errors }: RecordedAnswer): unknown => errors?.[0]?.extensions['code'];
