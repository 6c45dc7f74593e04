import { createHash } from 'node:crypto';
import { type GraphQLSchema, isEnumType, isInputObjectType, isObjectType } from 'graphql';
import type { Access, Agreement, Grant, ResolvedGrants, RowScope } from '../../agreements/agreement';
import { MASKS } from '../../agreements/mask';
import type { Dimension } from '../../agreements/row-scope';
import { LienThongError } from '../../errors';
import { allDeclarations, type ColumnDeclaration, type Sensitivity } from '../declaration';
import { isByNameOnly } from './by-name-only';
import type { ViewRules } from './rules';
import { whyUnusable } from './usable';
import { isVerifiable } from './verified';

/**
 * Resolves grants by pattern and class to coordinates. A coordinate that is named goes before one that a pattern or a
 * class matches; patterns leave out what the view cannot have. Throws AGREEMENT_INVALID with every fault.
 */
export function resolveGrants(schema: GraphQLSchema, agreement: Pick<Agreement, 'grants' | 'rows'>): ResolvedGrants {
  const faults: string[] = [];
  const universe = coordinatesOf(schema);
  const named = new Map<string, Access>();
  const matched = new Map<string, Access>();
  agreement.grants.forEach((grant, i) => {
    const place = `grants[${i}]`;
    for (const pattern of grant.fields) {
      if (pattern.endsWith('.*')) {
        const found = universe.filter((coordinate) => coordinate.startsWith(pattern.slice(0, -1)));
        if (found.length === 0) faults.push(`${place}: nothing in the graph is called ${pattern}`);
        const open = found.filter((coordinate) => !isByNameOnly(coordinate));
        if (found.length > 0 && open.length === 0)
          faults.push(`${place}: ${pattern}: each has to be granted by its name`);
        for (const coordinate of open) if (whyWrong(coordinate, grant) === null) matched.set(coordinate, grant.access);
        continue;
      }
      const wrong = universe.includes(pattern) ? whyWrong(pattern, grant) : 'nothing in the graph has this name';
      if (wrong) faults.push(`${place}: ${pattern}: ${wrong}`);
      else if (named.has(pattern)) faults.push(`${place}: ${pattern}: it is granted twice`);
      else named.set(pattern, grant.access);
    }
    for (const coordinate of findOfClasses(grant, place, faults)) {
      if (whyWrong(coordinate, grant) === null) matched.set(coordinate, grant.access);
    }
  });
  const all = new Map([...matched, ...named]);
  const rules = toRules('resolving', [...all], dimensionsOf(agreement.rows));
  for (const coordinate of all.keys()) {
    const unusable = whyUnusable(coordinate, rules);
    if (unusable && named.has(coordinate)) faults.push(`${coordinate}: ${unusable}`);
    if (unusable) all.delete(coordinate);
  }
  if (faults.length > 0) throw new LienThongError('AGREEMENT_INVALID', faults.join('\n'), { faults });
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The rules of a view from what was resolved. Equal grants and narrowings make equal rules. */
export function toViewRules(grants: ResolvedGrants, rows: RowScope): ViewRules {
  const dimensions = dimensionsOf(rows);
  const id = createHash('sha256')
    .update(JSON.stringify([grants, dimensions]))
    .digest('hex');
  return toRules(id, grants, dimensions);
}

function toRules(id: string, grants: ResolvedGrants, dimensions: readonly Dimension[]): ViewRules {
  const access = new Map(grants);
  return { id, dimensions, isRecorded: true, accessTo: (coordinate) => access.get(coordinate) ?? null };
}

function dimensionsOf({ provinces, employers, people, groups }: RowScope): readonly Dimension[] {
  const narrowed: Readonly<Record<Dimension, unknown>> = {
    province: provinces,
    employer: employers,
    person: people,
    group: groups,
  };
  return (Object.keys(narrowed) as Dimension[]).filter((dimension) => narrowed[dimension] !== null);
}

/** Everything that can be granted: fields, fields of inputs, values of enums. */
function coordinatesOf(schema: GraphQLSchema): readonly string[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (type.name.startsWith('__')) return [];
    if (isObjectType(type) || isInputObjectType(type)) {
      return Object.keys(type.getFields()).map((field) => `${type.name}.${field}`);
    }
    return isEnumType(type) ? type.getValues().map(({ name }) => `${type.name}.${name}`) : [];
  });
}

/** Why a coordinate cannot be granted in this way, whatever else is granted. */
function whyWrong(coordinate: string, { access }: Grant): string | null {
  if (access === 'READ') return null;
  const column = findColumn(coordinate);
  if (!column) return 'it is no field of a register, so it can only be granted as it is';
  if (column.open || Array.isArray(column.type)) return 'it can only be granted as it is';
  if (access === 'VERIFY') {
    return isVerifiable(coordinate) ? null : 'it can only be verified on a person’s own records';
  }
  const { stored } = MASKS[access];
  const isText = column.stored === stored && !(stored === 'text' && isCodes(column));
  return isText
    ? null
    : `${access} masks values of the type ${stored}, and this is ${isCodes(column) ? 'a code' : column.stored}`;
}

function isCodes({ type }: ColumnDeclaration): boolean {
  return typeof type === 'object' && type.constructor === Object;
}

function findColumn(coordinate: string): ColumnDeclaration | undefined {
  const [name, field] = coordinate.split('.');
  const declaration = allDeclarations().find(({ type }) => type.name === name);
  return declaration?.columns.find((column) => column.field === field);
}

function findOfClasses({ classes, of }: Grant, place: string, faults: string[]): readonly string[] {
  const wanted = new Set(classes);
  const declared = allDeclarations();
  for (const name of of ?? []) {
    if (!declared.some(({ type }) => type.name === name)) faults.push(`${place}.of: no register has a type ${name}`);
  }
  const known = new Set<Sensitivity>(declared.flatMap(({ columns }) => columns.map(({ is }) => is)));
  for (const name of wanted)
    if (!known.has(name as Sensitivity)) faults.push(`${place}.classes: no field is of class ${name}`);
  return declared
    .filter(({ type }) => of?.includes(type.name) ?? true)
    .flatMap(({ type, columns }) =>
      columns.filter(({ is }) => wanted.has(is)).map(({ field }) => `${type.name}.${field}`),
    );
}
