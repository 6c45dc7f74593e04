import * as fc from 'fast-check';
import { Kind, parse, print, visit } from 'graphql';
import { toScope } from '../../../src/server/scope-of-actor';
import { toViewRules } from '../../../src/planning/view/grants';
import type { Actor } from '../../../src/identity/actor';
import { openPaths } from '../oracle/both-paths';
import { drawOperation } from '../oracle/draw-operation';
import { openNation, type OracleNation, runAsOwner } from '../oracle/oracle-nation';
import { type Written, writeOperation } from '../oracle/write-operation';
import { drawAgreement, type DrawnAgreement } from './draw-agreement';
import { type NaiveWorld, readWorld } from './naive-world';
import { enterOtherWorld } from './other-world';

/** What a run found. */
export interface ViewsConsulted {
  readonly cases: number;
  /** How many answers had a masked field, rows out of scope, a list, or nothing but nulls. */
  readonly features: Readonly<Record<string, number>>;
  readonly difference: string | null;
}

export interface ViewOracle {
  readonly nation: OracleNation;
  /** Compares random operations in random views until one differs: plan, reference path, and the naive oracle. */
  consult(cases: number, seed: number): Promise<ViewsConsulted>;
  /**
   * Asks random operations in random views in two worlds that differ only in what the view hides, until answers or
   * statements differ.
   */
  consultWorlds(views: number, seed: number): Promise<WorldsConsulted>;
  close(): Promise<void>;
}

export interface WorldsConsulted {
  readonly pairs: number;
  /** Columns that were other in the other world, of all views. */
  readonly columns: number;
  readonly difference: string | null;
}

const CITIZENS = 2_000;
const LOOSENED = { population: 'select', insurance: 'select', tax: 'select', health: 'select' };
const OPERATIONS_PER_VIEW = 20;
const NOBODY: Actor = {
  issuer: 'urn:test',
  subject: 'nobody',
  client: 'test',
  kind: 'partner',
  roles: [],
  province: null,
  personalId: null,
};

export async function openViewOracle(): Promise<ViewOracle> {
  // Hidden values may be anything, so the registers' checks are taken away.
  const nation = await openNation(CITIZENS, LOOSENED);
  const world = await readWorld(nation.site);
  const values = async (database: 'health' | 'insurance' | 'population', sql: string): Promise<readonly string[]> =>
    (await runAsOwner(nation.site, database, sql)).map((row) => String(row['value']));
  const agreements = drawAgreement({
    provinces: ['01', '04', '15', '24', '31', '36', '38', '40', '44', '48', '75', '77', '79', '82', '92'],
    employers: await values(
      'insurance',
      'select distinct tax_code as value from share.employer_unit where tax_code is not null order by 1 limit 300',
    ),
    people: await values('population', 'select personal_id as value from share.citizen order by 1 limit 400'),
    groups: await values('health', 'select distinct object_group as value from share.card order by 1'),
  });
  return {
    nation,
    consult: async (cases, seed) => {
      const features: Record<string, number> = {};
      let done = 0;
      for (let number = 0; done < cases; number += 1) {
        const [agreement] = fc.sample(agreements, { numRuns: 1, seed: seed * 100_000 + number }) as [DrawnAgreement];
        const found = await compareView(nation, world, agreement, seed * 100_000 + number, features);
        done += found.cases;
        if (found.difference) return { cases: done, features, difference: found.difference };
      }
      return { cases: done, features, difference: null };
    },
    consultWorlds: async (views, seed) => {
      let pairs = 0;
      let columns = 0;
      for (let number = 0; number < views; number += 1) {
        const [agreement] = fc.sample(agreements, { numRuns: 1, seed: seed * 100_000 + number }) as [DrawnAgreement];
        const found = await compareWorlds(nation, agreement, seed * 100_000 + number);
        pairs += found.pairs;
        columns += found.columns;
        if (found.difference) return { pairs, columns, difference: found.difference };
      }
      return { pairs, columns, difference: null };
    },
    close: () => nation.close(),
  };
}

async function compareView(
  nation: OracleNation,
  world: NaiveWorld,
  { grants, rows }: DrawnAgreement,
  seed: number,
  features: Record<string, number>,
): Promise<{ cases: number; difference: string | null }> {
  const rules = toViewRules(grants, rows);
  const scope = toScope(rows, NOBODY, () => '2023-12-31');
  const paths = openPaths(nation, { rules, scope });
  const view = { grants: new Map(grants), scope };
  const count = (feature: string): void => {
    features[feature] = (features[feature] ?? 0) + 1;
  };
  let cases = 0;
  try {
    const drawing = drawOperation(paths.schema, nation.samples);
    for (const drawn of fc.sample(drawing, { numRuns: OPERATIONS_PER_VIEW, seed })) {
      const written = withoutCursors(writeOperation(paths.schema, drawn, () => null));
      const compared = await paths.compare(written, null);
      if (compared.refused) continue;
      cases += 1;
      const { data } = JSON.parse(compared.byPlan) as { data: unknown };
      const naive = JSON.stringify(await world.answer(paths.schema, view, written));
      const byPlan = JSON.stringify(data);
      if (compared.byPlan.includes('***')) count('stars of a mask');
      if (/"(edges|[a-zA-Z]+s)":\[\{/.test(byPlan)) count('lists with rows');
      if (Object.keys(scope).length > 0) count('narrowed views');
      if (!/[0-9A-Za-z]{3}/.test(byPlan.replace(/"[^"]*":/g, '').replaceAll('null', ''))) count('nothing but nulls');
      if (compared.byPlan !== compared.byReference || byPlan !== naive) {
        const difference = [
          `seed ${seed}: ${JSON.stringify({ rows, scope })}`,
          written.query,
          JSON.stringify(written.variables),
          ...around('plan', compared.byPlan, compared.byReference),
          ...around('reference', compared.byReference, compared.byPlan),
          ...around('plan', byPlan, naive),
          ...around('naive', naive, byPlan),
        ].join('\n');
        return { cases, difference };
      }
    }
    return { cases, difference: null };
  } finally {
    await paths.close();
  }
}

/** What an operation came to: the answer's bytes, errors included, and the statements that were sent for it. */
type Came = readonly [written: Written, answer: string, statements: string];

async function compareWorlds(
  nation: OracleNation,
  { grants, rows }: DrawnAgreement,
  seed: number,
): Promise<WorldsConsulted> {
  const rules = toViewRules(grants, rows);
  const paths = openPaths(nation, { rules, scope: toScope(rows, NOBODY, () => '2023-12-31') });
  try {
    const drawn = fc.sample(drawOperation(paths.schema, nation.samples), { numRuns: OPERATIONS_PER_VIEW, seed });
    const written = drawn.map((each) => writeOperation(paths.schema, each, () => null));
    const ask = async (): Promise<readonly Came[]> => {
      const came: Came[] = [];
      for (const each of written) {
        const { byPlan, byReference, explanation, sent, refused } = await paths.compare(each, null);
        const steps = !refused && explanation.covered ? explanation.steps.map(({ sql }) => sql) : [];
        came.push([each, `${byPlan}\n${byReference}`, `${sent} ${steps.join(';')}`]);
      }
      return came;
    };
    const here = await ask();
    const other = await enterOtherWorld(nation.site, new Map(grants));
    const there = await ask().finally(() => other.leave());
    const differs = here.findIndex(
      ([, answer, statements], i) => there[i]?.[1] !== answer || there[i][2] !== statements,
    );
    const [operation, answer = ''] = here[differs] ?? [];
    const difference = operation
      ? [
          `seed ${seed}: ${JSON.stringify(rows)}`,
          operation.query,
          ...around('here', answer, there[differs]?.[1] ?? ''),
          ...around('there', there[differs]?.[1] ?? '', answer),
        ].join('\n')
      : null;
    return { pairs: here.length, columns: other.changed, difference };
  } finally {
    await paths.close();
  }
}

function around(name: string, text: string, other: string): readonly string[] {
  if (text === other) return [];
  let at = 0;
  while (text[at] === other[at]) at += 1;
  return [`${name.padEnd(10)} …${text.slice(Math.max(0, at - 200), at + 200)}`];
}

/** Cursors are sealed by the product alone, and have tests of their own. */
function withoutCursors({ query, variables }: Written): Written {
  const hidden = new Set(['cursor', 'startCursor', 'endCursor']);
  const document = visit(parse(query), {
    Field: (node) =>
      hidden.has(node.name.value)
        ? {
            ...node,
            name: { kind: Kind.NAME, value: '__typename' },
            alias: { kind: Kind.NAME, value: `no_${node.alias?.value ?? node.name.value}` },
          }
        : undefined,
  });
  return { query: print(document), variables };
}
