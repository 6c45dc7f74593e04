import DataLoader from 'dataloader';
import { LienThongError } from '../errors';
import { BoundedMap } from '../values/bounded-map';
import type { Database } from '../values/databases';
import type { Listing, ListingQuery } from './connection';
import { type EdgeDeclaration, getDeclaration, type RowClass } from './declaration';
import type { Entry } from './entry';
import { requireFirst } from './first';
import type { RowAllowance } from './row-allowance';
import { type Row, shapeOf, storedValue, toRow, toUnitedRow } from './row';
import { countPart, edgePart, pagePart, type PartWriter, type Statement, toStatement } from './statement';
import { type Disclosure, personalSource } from './view/disclosure';
import type { CallerView } from './view/rules';
import { isSameSubject, type Scoped, scopeOf, scopeOfEdge, scopeValues, visibleOrder } from './view/scope';

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

/** How rows are reached: the conditions that they meet, and whether they are people of their own. */
interface Reach {
  /** Null where the view cannot narrow them, so that they are out of reach. */
  readonly scoped: readonly Scoped[] | null;
  readonly areAnchors: boolean;
}

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
    private readonly view: CallerView,
    private readonly disclosure: Disclosure,
  ) {}

  /** The one row an edge leads to, or null; none outside the scope where it leads to another person or employer. */
  loadOne(edge: EdgeDeclaration, source: Row): Promise<Row | null> {
    return this.loadTarget(edge, source, this.reachOf(edge));
  }

  /** Whether an edge leads to any row in scope, from a row that is not known to be in scope itself. */
  async isStated(edge: EdgeDeclaration, source: Row): Promise<boolean> {
    const key = this.edgeKey(edge, source);
    const reach = { ...this.reachByItself(edge), areAnchors: false };
    return key !== null && (await this.counted(() => this.loadRows(edge, key, 1, reach))).length > 0;
  }

  /** The one row an edge leads to from a row that is not known to be in scope itself. */
  loadInScope(edge: EdgeDeclaration, source: Row): Promise<Row | null> {
    return this.loadTarget(edge, source, this.reachByItself(edge));
  }

  private async loadTarget(edge: EdgeDeclaration, source: Row, reach: Reach): Promise<Row | null> {
    const key = this.edgeKey(edge, source);
    if (!key) return null;
    const target = getDeclaration(edge.target());
    if (target.accepts) {
      const isKey = target.accepts(String(key[0])) && this.allowance.take(1);
      return isKey ? toUnitedRow(target.type, String(key[0]), this.view.rules) : null;
    }
    return (await this.counted(() => this.loadRows(edge, key, 1, reach)))[0] ?? null;
  }

  /** At most `first` rows that an edge leads to. Throws ARGUMENT_INVALID for a `first` out of bounds. */
  async loadMany(edge: EdgeDeclaration, source: Row, first: number): Promise<readonly Row[]> {
    return this.counted(async () => {
      requireFirst(first, edge.most);
      const key = this.edgeKey(edge, source);
      return key ? this.loadRows(edge, key, first, this.reachOf(edge)) : [];
    });
  }

  /** Notes that a person was found who unites records. */
  noteUnited(type: RowClass, key: string): void {
    const isPerson = getDeclaration(type).about?.subject === 'person';
    if (isPerson && this.view.rules.isRecorded) this.disclosure.addPerson('population', key, key);
  }

  /** The row that an entry point, or an edge that starts from no row, names by its key; null for none in scope. */
  async loadEntry(entry: Pick<Entry, 'edge'>, key: readonly unknown[]): Promise<Row | null> {
    const reach = this.reachByItself(entry.edge);
    return (await this.counted(() => this.loadRows(entry.edge, key, 1, reach)))[0] ?? null;
  }

  /** At most `limit` rows that a filter leaves, by key, from after a key where one is given. */
  async loadPage(listing: Listing, query: ListingQuery, limit: number): Promise<readonly Row[]> {
    const rows = await this.readPage(listing, query, limit);
    return this.handOut(listing.of(), rows, true);
  }

  /** Rows that only lead to others and are shown to nobody, in scope or not; nothing of them is on record. */
  async loadLeads(listing: Listing, query: ListingQuery, limit: number): Promise<readonly Row[]> {
    const rows = await this.readPage(listing, query, limit);
    return this.makeRows(listing.of(), rows);
  }

  /** Notes rows of `loadLeads` of which something is told after all. */
  noteTold(type: RowClass, rows: readonly Row[]): void {
    if (this.view.rules.isRecorded) this.note(type, rows, true);
  }

  /** Notes a person of whom something is told that no register holds. */
  notePerson(personalId: string): void {
    if (!this.view.rules.isRecorded) return;
    this.disclosure.addSubject('population', personalId);
    this.disclosure.addPerson('population', personalId, personalId);
  }

  private async readPage(listing: Listing, query: ListingQuery, limit: number): Promise<TypedRows | null> {
    const type = listing.of();
    const declaration = getDeclaration(type);
    const { shape, values, after } = query;
    return (await this.load('rows', {
      database: this.databaseOf(type),
      part: `page ${listing.field} ${JSON.stringify([shape, after !== null])}`,
      write: pagePart(declaration, shapeOf(declaration, this.view.rules), shape, after !== null),
      key: [...values, ...(after ?? []), limit, ...(shape.among ? [limit] : [])],
      values: ownValues,
      most: limit,
      pick: wholeAnswer,
    })) as TypedRows | null;
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

  private async loadRows(
    edge: EdgeDeclaration,
    key: readonly unknown[],
    first: number,
    { scoped, areAnchors }: Reach,
  ): Promise<readonly Row[]> {
    if (!scoped) throw new Error(`${edge.id} leads out of what the view can narrow`);
    const type = edge.target();
    const { rules, scope } = this.view;
    const declaration = getDeclaration(type);
    const order = visibleOrder(declaration, edge.order, rules);
    const rows = (await this.load('rows', {
      database: this.databaseOf(type),
      part: `edge ${edge.id} ${scoped.map(({ column }) => column).join('+')} ${first}`,
      write: edgePart(edge, shapeOf(declaration, rules), order, scoped),
      key,
      values: (wants) => [
        ...edge.to.map((_, i) => wants.map((want) => want.key[i])),
        ...scopeValues(scoped, scope),
        first,
      ],
      most: first,
      pick: (answer, position) => (answer as readonly TypedRows[])[position],
    })) as TypedRows | null;
    return this.handOut(type, rows, areAnchors);
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
  private handOut(type: RowClass, rows: TypedRows | null, areAnchors: boolean): readonly Row[] {
    const made = this.makeRows(type, rows);
    if (this.view.rules.isRecorded) this.note(type, made, areAnchors);
    return made;
  }

  private makeRows(type: RowClass, rows: TypedRows | null): readonly Row[] {
    if (!rows || !this.allowance.take(rows.length)) return [];
    const shape = shapeOf(getDeclaration(type), this.view.rules);
    return rows.map((row) => toRow(type, row, shape));
  }

  /** How the rows of an edge are reached from a row that is in scope. */
  private reachOf(edge: EdgeDeclaration): Reach {
    return { scoped: scopeOfEdge(edge, this.view.rules), areAnchors: !isSameSubject(edge) };
  }

  private reachByItself(edge: EdgeDeclaration): Reach {
    return { scoped: scopeOf(getDeclaration(edge.target()), this.view.rules), areAnchors: true };
  }

  /** Notes whose records are handed out, and the people among them who were reached by themselves. */
  private note(type: RowClass, rows: readonly Row[], areAnchors: boolean): void {
    this.disclosure.rows += rows.length;
    const source = personalSource(type);
    if (!source) return;
    const { register, key: column, statesId } = source;
    for (const row of rows) {
      const key = String(storedValue(row, column));
      this.disclosure.addSubject(register, key);
      if (areAnchors) this.disclosure.addPerson(register, key, statesId ? storedValue(row, 'personal_id') : null);
    }
  }

  private edgeKey(edge: EdgeDeclaration, source: Row): readonly unknown[] | null {
    const key = edge.from.map((column) => storedValue(source, column));
    return key.some((value) => value === null || value === undefined) ? null : key;
  }

  private databaseOf(type: RowClass): Database {
    const { source } = getDeclaration(type);
    if (!source) throw new Error(`${type.name} unites registers; load its edges`);
    return source.database;
  }

  private load(purpose: 'rows' | 'count', want: Want): Promise<unknown> {
    this.disclosure.read(want.database);
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
    const answer = await this.read(database, statementFor(this.view.rules.id, ordered), values, { purpose });
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

/** The statement of a level. What a part reads and shows depends on the view. */
function statementFor(view: string, ordered: readonly (readonly Want[])[]): Statement {
  const parts = ordered.map((ofPart) => ofPart[0]?.part.replace(/^(edge .*) \d+$/, '$1'));
  const shape = [view, ...parts].join('\n');
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
