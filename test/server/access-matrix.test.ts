import { Client } from 'pg';
import { decideVersion, proposeVersion } from '../../src/agreements/agreement-store';
import type { Access, Agreement } from '../../src/agreements/agreement';
import { MASKS, type Mask } from '../../src/agreements/mask';
import { loadSecret } from '../../src/database/installation-secret';
import { DEMONSTRATION_ISSUER, signPersonaToken } from '../../src/demo/demonstration-issuer';
import { LienThongError } from '../../src/errors';
import { graphSchema } from '../../src/server/graph-schema';
import {
  allDeclarations,
  type ColumnDeclaration,
  type EdgeDeclaration,
  edgesFrom,
  getDeclaration,
  type RowClass,
} from '../../src/planning/declaration';
import { resolveGrants } from '../../src/planning/view/grants';
import { Participant } from '../../src/registers/insurance/participant';
import { testConfig } from '../support/cluster';
import { startGateway, type TestGateway } from '../support/gateway';
import { PATIENT } from '../support/graph';
import { type ProtectedGateway, type RecordedAnswer, startProtectedGateway } from '../support/protected-gateway';

/**
 * Every field of every register, in every state that an agreement can have it in. The matrix is made from the declarations,
 * so a new field is in it; what is answered and what is on record are looked at for each.
 */

graphSchema();

interface Cell {
  readonly type: RowClass;
  readonly column: ColumnDeclaration;
  /** Type.field */
  readonly coordinate: string;
  /** The edges that lead from a participant to the type. */
  readonly path: readonly EdgeDeclaration[];
}

const STATES = [
  'granted',
  'masked',
  'verify-only',
  'other province',
  'expired',
  'wrong purpose',
  'not granted',
] as const;
type State = (typeof STATES)[number] | `without-${string}` | 'key-withheld' | 'key-verified';

const cells: readonly Cell[] = allDeclarations().flatMap(({ type, source, columns }) => {
  if (source?.database === 'gateway') return [];
  const path = findPath(type);
  return columns.map((column) => ({ type, column, coordinate: `${type.name}.${column.field}`, path }));
});

let open: TestGateway;
let gateway: ProtectedGateway;
const agreements = new Map<State, string>();

beforeAll(async () => {
  open = await startGateway({ limits: PATIENT });
  gateway = await startProtectedGateway();
  for (const state of STATES) if (state !== 'not granted') agreements.set(state, await activate(toAgreement(state)));
  for (const { type } of cells) {
    const name = `without-${type.name.toLowerCase()}` as const;
    if (!agreements.has(name)) agreements.set(name, await activate(withoutType(type)));
  }
  const others = [...WAY, 'Participant.fullName'].filter((coordinate) => coordinate !== LISTED_BY);
  const withheld = agreement('key-withheld', [['READ', others]], {});
  const verified = agreement(
    'key-verified',
    [
      ['READ', others],
      ['VERIFY', [LISTED_BY]],
    ],
    {},
  );
  agreements.set('key-withheld', await activate(withheld));
  agreements.set('key-verified', await activate(verified));
  // Every gateway looks twice a second.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await open.close();
});

describe.each(cells.map((cell) => [cell.coordinate, cell] as const))('%s', (coordinate, cell) => {
  const plain = leavesOfWhole(cell);

  it('is answered as it is where it is granted, and on record', async () => {
    const answer = await ask('granted', cell);
    expect(answer.errors).toBeUndefined();
    expect(leaves(answer, cell)).toEqual(await plain());
    const record = await gateway.recordOf(answer);
    expect(record).toMatchObject({
      decision: 'allowed',
      outcome: 'answered',
      reason: null,
      fields: [coordinate],
      masked: [],
    });
    expect(record.counts.people).toBeGreaterThan(0);
  });

  it('is answered behind its mask, which the answer and the record name, or cannot be masked', async () => {
    const mask = maskFor(cell.column);
    if (!mask) {
      for (const each of Object.keys(MASKS) as Mask[]) expect(() => resolve(coordinate, each)).toThrow(LienThongError);
      return;
    }
    if (coordinate === LISTED_BY) {
      expect(() => resolve('Query.participants', 'READ', [LISTED_BY, mask])).toThrow(/in the order of/);
      return;
    }
    const answer = await ask('masked', cell);
    expect(answer.errors).toBeUndefined();
    // A list that was in the order of the field no longer is.
    const masked = (await plain()).map((value) => (value === null ? null : applyMask(mask, value)));
    expect([...leaves(answer, cell)].sort()).toEqual([...masked].sort());

    expect(answer.extensions).toEqual({ masked: [{ field: coordinate, mask }] });
    expect(await gateway.recordOf(answer)).toMatchObject({
      outcome: 'answered',
      fields: [coordinate],
      masked: [coordinate],
    });
  });

  it('cannot be read where it is granted for verification alone', async () => {
    await expectUnknown(coordinate === LISTED_BY ? 'key-verified' : 'verify-only', cell);
  });

  it('is nowhere where it is not granted', async () => {
    const without = coordinate === LISTED_BY ? 'key-withheld' : (`without-${cell.type.name.toLowerCase()}` as const);
    await expectUnknown(without, cell);
  });

  it('is answered of nobody in another province, and nobody is on record', async () => {
    const answer = await ask('other province', cell);
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({ participants: { edges: [] } });
    const record = await gateway.recordOf(answer);
    expect(record).toMatchObject({ outcome: 'answered', subjects: [], counts: { people: 0 } });
  });

  it.each([
    ['expired', 'AGREEMENT_EXPIRED'],
    ['wrong purpose', 'PURPOSE_NOT_GRANTED'],
  ] as const)('is refused where the agreement is %s, which is on record', async (state, code) => {
    const answer = await ask(state, cell);
    expect(answer.status).toBe(403);
    expect(answer.data ?? null).toBeNull();
    expect(answer.errors?.map(({ extensions }) => extensions['code'])).toEqual([code]);
    expect(await gateway.recordOf(answer)).toMatchObject({
      decision: 'refused',
      reason: code,
      outcome: 'refused',
      subjects: [],
    });
  });
});

async function expectUnknown(state: State, cell: Cell): Promise<void> {
  const answer = await ask(state, cell);
  expect(answer.status).toBe(400);
  expect(answer.data ?? null).toBeNull();
  for (const { message, extensions } of answer.errors ?? []) {
    expect(extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');
    // What is suggested is granted.
    const suggested = /Did you mean (.*)$/.exec(message)?.[1] ?? '';
    expect(suggested).not.toMatch(new RegExp(`"(${cell.column.field}|${cell.type.name})"`));
  }
  expect(await gateway.recordOf(answer)).toMatchObject({
    decision: 'refused',
    reason: 'DOCUMENT_INVALID',
    subjects: [],
  });
}

async function ask(state: State, cell: Cell): Promise<RecordedAnswer> {
  const client = agreements.get(state) ?? '';
  const token = await signPersonaToken(await loadSecret(testConfig()), actorOf(client), new Date());
  const headers = {
    authorization: `Bearer ${token}`,
    'lienthong-purpose': state === 'wrong purpose' ? 'population-update' : 'tax-review',
    'lienthong-case': 'matrix/1',
  };
  return gateway.send(headers, queryOf(cell));
}

function queryOf({ path, column }: Cell): string {
  const inner = path.reduceRight(
    (below, { field, many, most }) => `${field}${many ? `(first: ${Math.min(most, 60)})` : ''} { ${below} }`,
    column.field,
  );
  return `{ participants(filter: { province: "04" }, first: 10) { edges { node { ${inner} } } } }`;
}

/** The values of a cell in the whole graph, asked for once. */
function leavesOfWhole(cell: Cell): () => Promise<readonly unknown[]> {
  let asked: Promise<readonly unknown[]> | undefined;
  return () => (asked ??= open.ask(queryOf(cell)).then((answer) => leaves(answer, cell)));
}

function leaves({ data }: { readonly data: unknown }, { path, column }: Cell): readonly unknown[] {
  const step = (values: readonly unknown[], field: string): readonly unknown[] =>
    values.flatMap((value) => {
      const below = value === null ? null : (value as Record<string, unknown>)[field];
      return Array.isArray(below) ? (below as unknown[]) : [below ?? null];
    });
  const nodes = step(step(step([data], 'participants'), 'edges'), 'node');
  const owners = path.reduce((values, { field }) => step(values, field), nodes);
  return owners.filter((owner) => owner !== null).map((owner) => (owner as Record<string, unknown>)[column.field]);
}

function findPath(type: RowClass): readonly EdgeDeclaration[] {
  const paths = new Map<RowClass, readonly EdgeDeclaration[]>([[Participant, []]]);
  for (const [reached, path] of paths) {
    for (const edge of edgesFrom(reached)) if (!paths.has(edge.target())) paths.set(edge.target(), [...path, edge]);
  }
  const path = paths.get(type);
  if (!path) throw new Error(`${type.name} cannot be reached from a participant`);
  return path;
}

function maskFor(column: ColumnDeclaration): Mask | undefined {
  return (Object.keys(MASKS) as Mask[]).find((mask) => isMaskable(column, mask));
}

function isMaskable({ stored, type, open: opener }: ColumnDeclaration, mask: Mask): boolean {
  const isCode = typeof type === 'object' && type.constructor === Object;
  return MASKS[mask].stored === stored && !isCode && !opener;
}

function applyMask(mask: Mask, value: unknown): unknown {
  // A month stays one.
  const masked = MASKS[mask].apply(String(value)).slice(0, mask === 'YEAR_ONLY' ? String(value).length : undefined);
  return typeof value === 'number' ? Number(masked) : masked;
}

function resolve(coordinate: string, access: Access, ...others: [string, Access][]): unknown {
  return resolveGrants(graphSchema(), {
    grants: [[coordinate, access] as const, ...others].map(([field, granted]) => ({
      access: granted,
      fields: [field],
      classes: [],
      of: null,
    })),
    rows: { provinces: null, employers: null, people: null, groups: null },
  });
}

/** Participants are listed by it, so a view that masks it has no list of them. */
const LISTED_BY = 'Participant.insuranceNumber';
const EDGES = allDeclarations().flatMap(({ type }) => edgesFrom(type).map(({ id }) => id));
const WAY = ['Query.participants', 'ParticipantFilter.province', LISTED_BY, ...EDGES];

/** An agreement that has all fields in one state. */
function toAgreement(state: State): Agreement {
  const grants: [Access, string[]][] = [['READ', WAY]];
  for (const { coordinate, column } of cells) {
    if (coordinate === LISTED_BY) continue;
    const mask = maskFor(column);
    if (state === 'masked' && mask) grants.push([mask, [coordinate]]);
    else if (state === 'verify-only') grants.push(['VERIFY', [coordinate]]);
    else if (state !== 'masked') grants.push(['READ', [coordinate]]);
  }
  return agreement(state.replace(' ', '-'), grants, {
    ...(state === 'expired' ? { validTo: '2025-01-31' } : {}),
    ...(state === 'other province' ? { rows: { provinces: ['79'], employers: null, people: null, groups: null } } : {}),
  });
}

/** An agreement that has everything but the fields of one type. */
function withoutType(type: RowClass): Agreement {
  const fields = cells.filter((cell) => cell.type !== type).map(({ coordinate }) => coordinate);
  return agreement(`without-${type.name.toLowerCase()}`, [['READ', [...WAY, ...fields]]], {});
}

function agreement(name: string, grants: readonly [Access, readonly string[]][], rest: Partial<Agreement>): Agreement {
  return {
    id: `matrix-${name}`,
    kind: 'agreement',
    title: 'A cell of the matrix',
    provider: 'Viet Nam Social Security',
    receiver: 'A partner',
    bearer: { kind: 'partner', clients: [`matrix-${name}`], role: null },
    legalBasis: { instrument: 'Decree 278/2025/NĐ-CP', article: '5' },
    purposes: ['tax-review'],
    grants: grants.map(([access, fields]) => ({ access, fields, classes: [], of: null })),
    rows: { provinces: null, employers: null, people: null, groups: null },
    limits: { peoplePerDay: null, peoplePerMonth: null, identifiersPerDay: null, pricePerMinute: null, price: 5_000 },
    documents: 'free',
    manifest: {},
    explain: false,
    validFrom: '2025-01-01',
    validTo: '2030-12-31',
    contact: 'sharing@vss.example',
    ...rest,
  };
}

/** Proposes and activates; grants that the view cannot have are left out, as a pattern would. Gives the client. */
async function activate(asked: Agreement): Promise<string> {
  const writer = new Client(gateway.site.writer());
  await writer.connect();
  const grants = asked.grants.flatMap((grant) =>
    grant.fields
      .filter((field) => {
        const wanted = field.split('.')[0] ?? '';
        return wanted !== '' && isUsable(asked, grant.access, field);
      })
      .map((field) => ({ ...grant, fields: [field] })),
  );
  const resolved = grants.map(({ access, fields: [field = ''] }) => [field, access] as const);
  const version = await proposeVersion(writer, { agreement: asked, grants: resolved }, 'matrix first');
  const decision = { agreement: asked.id, version, reason: null } as const;
  await decideVersion(writer, { ...decision, kind: 'ACTIVATED', actor: 'matrix second' });
  await writer.end();
  return asked.bearer.clients?.[0] ?? '';
}

/** Whether a field can have an access by itself; what others of the agreement hide is the view's to leave out. */
function isUsable(_: Agreement, access: Access, field: string): boolean {
  const [name = '', column = ''] = field.split('.');
  const declaration = allDeclarations().find(({ type }) => type.name === name);
  const declared = declaration?.columns.find((each) => each.field === column);
  if (!declared || access === 'READ') return true;
  return access === 'VERIFY' ? !declared.open : isMaskable(declared, access);
}

function actorOf(client: string): Parameters<typeof signPersonaToken>[1] {
  const nobody = { roles: [], province: null, personalId: null };
  return { issuer: DEMONSTRATION_ISSUER, subject: client, client, kind: 'partner', ...nobody };
}

it('has every field of every register', () => {
  const declared = allDeclarations().filter(({ source }) => source?.database !== 'gateway');
  expect(cells).toHaveLength(declared.reduce((sum, { columns }) => sum + columns.length, 0));
  expect(getDeclaration(Participant).columns.length).toBeGreaterThan(5);
});
