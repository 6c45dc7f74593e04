import DataLoader from 'dataloader';
import { LienThongError } from '../errors';
import { BoundedMap } from '../values/bounded-map';
import type { Database } from '../values/databases';
import type { Listing, ListingQuery } from './connection';
import { type EdgeDeclaration, getDeclaration, type RowClass } from './declaration';
import type { Entry } from './entry';
import { requireFirst } from './first';
import type { RowAllowance } from './row-allowance';
import { type Row, storedValue, toRow } from './row';
import { countPart, edgePart, pagePart, type PartWriter, type Statement, toStatement } from './statement';

/** Reads one statement from one register; fails with SOURCE_UNAVAILABLE and the register's name. */
export type ReadRegister = (
  database: Database,
  statement: Statement,
  values: readonly unknown[],
  options: { readonly purpose: 'rows' | 'count'; readonly budget?: number },
) => Promise<Record<string, string | null>>;

/** One thing that a resolver wants of a register. Wants of one `part` share its SQL. */
interface Want {
  readonly database: Database;
  /** Equal for wants that differ only in their key. */
  readonly part: string;
  /** The values that tell this want from the others of its part. */
  readonly key: readonly unknown[];
  readonly write: PartWriter;
  /** How many rows the want may answer at most. */
  readonly most: number;
  /** The values of the part's place holders, for all its wants at once. */
  readonly values: (wants: readonly Want[]) => readonly unknown[];
  /** This want's share of the part's answer. */
  readonly pick: (answer: unknown, position: number) => unknown;
}

const ownValues = (wants: readonly Want[]): readonly unknown[] => wants[0]?.key ?? [];
const wholeAnswer = (answer: unknown): unknown => answer;

type TypedRows = readonly (readonly unknown[])[];

/** Statement texts, those used last. */
const statements = new BoundedMap<string, Statement>(1_000);

/**
 * The reference path's way to the registers: made anew for each request, it remembers what the request has read and
 * gathers what all resolvers of a level want of a register into one statement.
 */
export class RegisterLoaders {
  private readonly loaders = new Map<string, DataLoader<Want, unknown, string>>();

  constructor(
    private readonly read: ReadRegister,
    private readonly allowance: RowAllowance,
  ) {}

  /** The one row an edge leads to, or null. */
  async loadOne(edge: EdgeDeclaration, source: Row): Promise<Row | null> {
    const key = this.edgeKey(edge, source);
    if (!key) return null;
    const target = getDeclaration(edge.target());
    if (target.accepts) return target.accepts(String(key[0])) ? (this.handOut(target.type, [key])[0] ?? null) : null;
    return (await this.counted(() => this.loadRows(edge, key, 1)))[0] ?? null;
  }

  /** At most `first` rows that an edge leads to. Throws ARGUMENT_INVALID for a `first` out of bounds. */
  async loadMany(edge: EdgeDeclaration, source: Row, first: number): Promise<readonly Row[]> {
    return this.counted(async () => {
      requireFirst(first, edge.most);
      const key = this.edgeKey(edge, source);
      return key ? this.loadRows(edge, key, first) : [];
    });
  }

  /** The row that an entry point names, or null. */
  async loadEntry(entry: Entry, key: readonly unknown[]): Promise<Row | null> {
    return (await this.counted(() => this.loadRows(entry.edge, key, 1)))[0] ?? null;
  }

  /** At most `limit` rows that a filter leaves, by key, from after a key where one is given. */
  async loadPage(listing: Listing, query: ListingQuery, limit: number): Promise<readonly Row[]> {
    const type = listing.of();
    const { shape, values, after } = query;
    const rows = (await this.load('rows', {
      database: this.databaseOf(type),
      part: `page ${listing.field} ${JSON.stringify([shape, after !== null])}`,
      write: pagePart(getDeclaration(type), shape, after !== null),
      key: [...values, ...(after ?? []), limit, ...(shape.among ? [limit] : [])],
      values: ownValues,
      most: limit,
      pick: wholeAnswer,
    })) as TypedRows | null;
    return this.handOut(type, rows);
  }

  /** How many rows the filter of a connection leaves, in a statement of its own beside the page. */
  async loadCount(listing: Listing, query: ListingQuery): Promise<number> {
    const type = listing.of();
    const count = (await this.load('count', {
      database: this.databaseOf(type),
      part: `count ${listing.field} ${JSON.stringify(query.shape)}`,
      write: countPart(getDeclaration(type), query.shape),
      key: query.values,
      values: ownValues,
      most: 1,
      pick: wholeAnswer,
    })) as number | null;
    return count ?? 0;
  }

  private async loadRows(edge: EdgeDeclaration, key: readonly unknown[], first: number): Promise<readonly Row[]> {
    const type = edge.target();
    const rows = (await this.load('rows', {
      database: this.databaseOf(type),
      part: `edge ${edge.id} ${first}`,
      write: edgePart(edge),
      key,
      values: (wants) => [...edge.to.map((_, i) => wants.map((want) => want.key[i])), first],
      most: first,
      pick: (answer, position) => (answer as readonly TypedRows[])[position],
    })) as TypedRows | null;
    return this.handOut(type, rows);
  }

  /** Counts what fails; a request that was refused reads and fails no more. */
  private async counted(load: () => Promise<readonly Row[]>): Promise<readonly Row[]> {
    if (this.allowance.refusal) return [];
    try {
      return await load();
    } catch (failure) {
      if (this.allowance.mayFail()) throw failure;
      return [];
    }
  }

  /** Makes rows of what was read; none once the request has asked for too many. */
  private handOut(type: RowClass, rows: TypedRows | null): readonly Row[] {
    return rows && this.allowance.take(rows.length) ? rows.map((row) => toRow(type, row)) : [];
  }

  private edgeKey(edge: EdgeDeclaration, source: Row): readonly unknown[] | null {
    const declaration = getDeclaration(edge.source);
    const key = edge.from.map((column) => storedValue(source, declaration, column));
    return key.some((value) => value === null || value === undefined) ? null : key;
  }

  private databaseOf(type: RowClass): Database {
    const { source } = getDeclaration(type);
    if (!source) throw new Error(`${type.name} unites registers; load its edges`);
    return source.database;
  }

  private load(purpose: 'rows' | 'count', want: Want): Promise<unknown> {
    const id = `${want.database} ${purpose}`;
    let loader = this.loaders.get(id);
    if (!loader) {
      loader = new DataLoader<Want, unknown, string>((wants) => this.readTogether(want.database, purpose, wants), {
        cacheKeyFn: ({ part, key }) => `${part} ${JSON.stringify(key)}`,
      });
      this.loaders.set(id, loader);
    }
    return loader.load(want);
  }

  /** Everything that one level wants of one register, in one statement. */
  private async readTogether(
    database: Database,
    purpose: 'rows' | 'count',
    wants: readonly Want[],
  ): Promise<unknown[]> {
    const ordered = groupByPart(wants);
    const rows = wants.reduce((sum, { most }) => sum + most, 0);
    if (!this.allowance.allows(rows, ordered.length)) return wants.map(() => null);
    const values = ordered.flatMap((ofPart) => ofPart[0]?.values(ofPart) ?? []);
    const answer = await this.read(database, statementFor(ordered), values, { purpose });
    const picked = new Map<Want, unknown>();
    ordered.forEach((ofPart, i) => {
      const part = parsePart(database, answer[`p${i}`]);
      ofPart.forEach((want, position) => picked.set(want, want.pick(part, position)));
    });
    return wants.map((want) => picked.get(want));
  }
}

/** The wants of each part that may share its SQL, parts in a fixed order so that equal levels give equal texts. */
function groupByPart(wants: readonly Want[]): readonly (readonly Want[])[] {
  const parts = new Map<string, Want[]>();
  wants.forEach((want, i) => {
    const name = want.values === ownValues ? `${want.part} ${i}` : want.part;
    const ofPart = parts.get(name);
    if (ofPart) ofPart.push(want);
    else parts.set(name, [want]);
  });
  return [...parts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, ofPart]) => ofPart);
}

function statementFor(ordered: readonly (readonly Want[])[]): Statement {
  const shape = ordered.map((ofPart) => ofPart[0]?.part.replace(/^(edge \S+) \d+$/, '$1')).join('\n');
  let statement = statements.get(shape);
  if (!statement) {
    statement = toStatement(ordered.flatMap((ofPart) => ofPart[0]?.write ?? []));
    statements.set(shape, statement);
  }
  return statement;
}

function parsePart(database: Database, text: string | null | undefined): unknown {
  if (text === null || text === undefined) {
    throw new LienThongError('SOURCE_VALUE_INVALID', 'The register answered nothing', { register: database });
  }
  return JSON.parse(text);
}
