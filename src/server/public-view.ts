import type { GraphQLSchema } from 'graphql';
import type { ViewRules } from '../planning/view/rules';
import { resolveGrants, toViewRules } from '../planning/view/grants';

/** What everybody may see: administrative divisions and published statistics, and nothing about a person or employer. */
const GRANTS = [
  'Query.province',
  'Query.provinces',
  'Query.commune',
  'Query.publishedFigures',
  'Province.code',
  'Province.validFrom',
  'Province.validTo',
  'Province.name',
  'Province.fullName',
  'Province.englishName',
  'Province.kind',
  'Province.region',
  'Province.successor',
  'Province.predecessors',
  'Province.communes',
  'Commune.*',
  'PublishedFigure.*',
  'PublishedFigureFilter.*',
];

/** The rules of the view without a token. Nothing in it is personal, so nothing is put on record. */
export function publicRules(graph: GraphQLSchema): ViewRules {
  const rows = { provinces: null, employers: null, people: null, groups: null };
  const grants = resolveGrants(graph, {
    grants: [{ access: 'READ', fields: GRANTS, classes: [], of: null }],
    rows,
  });
  return { ...toViewRules(grants, rows), isRecorded: false };
}
