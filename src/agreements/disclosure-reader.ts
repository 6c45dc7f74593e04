import type { ClientBase } from 'pg';
import { type ChainedRecord, fromBody } from '../audit/chained-record';
import { type DisclosurePlace, type DisclosureSearch, findDisclosures, placeOf } from '../audit/find-disclosures';
import type { ReferenceTokens } from '../audit/reference-token';
import type { SubjectTokens } from '../audit/subject-token';
import { BoundedMap } from '../values/bounded-map';
import type { Register } from '../values/databases';
import { listVersions, type VersionBody } from './agreement-store';
import { isMask } from './mask';
import { isPurpose, type PurposeCode, PURPOSES } from './purposes';

/** Works on a connection as the gateway's writer; nobody else has it meanwhile. */
export type OnDatabase = <Result>(work: (client: ClientBase) => Promise<Result>) => Promise<Result>;

/** The keys of a person's records, by register. */
export type RecordKeys = ReadonlyMap<Register, ReadonlySet<string>>;

/** Who asks for a log: as the token says, so that their own requests can be told from others'. */
export interface Asker {
  readonly issuer: string;
  readonly subject: string;
}

/** From a time on and before another, as ISO texts; null for no bound. */
export interface Period {
  readonly from: string | null;
  readonly to: string | null;
}

/** One request that disclosed a person's records, in words for the person. No value is in it. */
export interface Disclosed {
  readonly place: DisclosurePlace;
  /** The party that was told, and its system. */
  readonly receiver: string;
  readonly system: string;
  readonly purpose: PurposeCode | null;
  readonly agreement: VersionBody['agreement'];
  readonly registers: readonly Register[];
  /** Coordinates of the fields that were told. */
  readonly fields: readonly string[];
  /** Whether some were behind a mask, and whether of some a verdict alone was told. */
  readonly isMasked: boolean;
  readonly isVerified: boolean;
  /** The request came from the asker themselves. */
  readonly isOwn: boolean;
}

/** Reads the audit log for those whose records were disclosed. */
export interface DisclosureReader {
  /** At most `first` disclosures, newest first, without those that are delayed. */
  list(
    keys: RecordKeys,
    asker: Asker,
    search: DisclosureSearch & { readonly first: number },
  ): Promise<readonly Disclosed[]>;
  /** How many disclosures are not shown yet, because their purpose asks for a delay; of all days, or their day would be told. */
  countDelayed(keys: RecordKeys): Promise<number>;
  /** The disclosures at places that were handed out before, in their order. */
  get(places: readonly DisclosurePlace[], asker: Asker | null): Promise<readonly Disclosed[]>;
}

export interface ReaderOptions {
  readonly onDatabase: OnDatabase;
  readonly tokens: SubjectTokens;
  readonly references: ReferenceTokens;
  readonly now?: () => number;
}

/** A count stops here: more are not worth the reading. */
const DELAYED_MOST = 10_000;
const DAY_MS = 86_400_000;
const LONGEST_DELAY_MS = DAY_MS * Math.max(...Object.values(PURPOSES).map(({ delayDays }) => delayDays));
const VERSIONS_KEPT = 1_000;

export function createDisclosureReader(options: ReaderOptions): DisclosureReader {
  const { onDatabase, tokens, references, now = Date.now } = options;
  const versions = new BoundedMap<string, VersionBody>(VERSIONS_KEPT);

  const toTokens = (keys: RecordKeys): readonly Buffer[] =>
    [...keys].flatMap(([register, of]) => [...of].flatMap((key) => tokens.tokensOf(register, key)));
  const isDelayed = ({ purpose, at }: ChainedRecord): boolean =>
    isPurpose(purpose) && Date.parse(at) > now() - PURPOSES[purpose].delayDays * DAY_MS;
  const isBy = ({ actor }: ChainedRecord, asker: Asker): boolean =>
    actor.issuer === asker.issuer && actor.subject === references('citizen', asker.subject);

  /** What a version said, as long as it is kept; versions never change. */
  const versionOf = async (client: ClientBase, { id, version }: Ref): Promise<VersionBody> => {
    const key = `${id} ${version}`;
    const known = versions.get(key) ?? (await listVersions(client, id)).find((each) => each.version === version);
    if (!known) throw new Error(`version ${version} of ${id} is on record and not among the agreements`);
    versions.set(key, known);
    return known;
  };
  const toDisclosed = async (client: ClientBase, record: ChainedRecord, asker: Asker | null): Promise<Disclosed> => {
    if (!record.agreement) throw new Error('a disclosure under no agreement is on record');
    const { agreement, grants } = await versionOf(client, record.agreement);
    const access = new Map(grants);
    const masked = record.masked.map((field) => isMask(access.get(field)));
    return {
      place: placeOf(record),
      receiver: record.onBehalfOf ?? agreement.receiver,
      system: record.actor.client,
      purpose: isPurpose(record.purpose) ? record.purpose : null,
      agreement,
      registers: record.registers,
      fields: record.fields,
      isMasked: masked.includes(true),
      isVerified: masked.includes(false),
      isOwn: asker !== null && isBy(record, asker),
    };
  };

  return {
    list: (keys, asker, { first, ...search }) =>
      onDatabase(async (client) => {
        const shown: ChainedRecord[] = [];
        for await (const record of findDisclosures(client, toTokens(keys), search)) {
          if (!isDelayed(record)) shown.push(record);
          if (shown.length === first) break;
        }
        const disclosed: Disclosed[] = [];
        for (const record of shown) disclosed.push(await toDisclosed(client, record, asker));
        return disclosed;
      }),
    countDelayed: (keys) =>
      onDatabase(async (client) => {
        const from = new Date(now() - LONGEST_DELAY_MS).toISOString();
        let delayed = 0;
        for await (const record of findDisclosures(client, toTokens(keys), { from, to: null, after: null })) {
          if (isDelayed(record)) delayed += 1;
          if (delayed === DELAYED_MOST) break;
        }
        return delayed;
      }),
    get: (places, asker) =>
      onDatabase(async (client) => {
        const disclosed: Disclosed[] = [];
        for (const place of places) disclosed.push(await toDisclosed(client, await getRecord(client, place), asker));
        return disclosed;
      }),
  };
}

interface Ref {
  readonly id: string;
  readonly version: number;
}

async function getRecord(client: ClientBase, { origin, seq }: DisclosurePlace): Promise<ChainedRecord> {
  const { rows } = await client.query<{ body: string }>(
    'select body from audit.record where origin = $1 and seq = $2',
    [origin, seq],
  );
  if (!rows[0]) throw new Error('a record whose place was handed out is not in the log');
  return fromBody(rows[0].body);
}
