import type { FastifyInstance } from 'fastify';
import { type DocumentNode, type GraphQLSchema, Kind, NoFragmentCyclesRule, parse, validate } from 'graphql';
import { LienThongError } from '../errors';

/** So few fragments cannot exhaust the stack, whatever they spread: they need not be looked at before validation. */
const HARMLESS = 10;

/**
 * Refuses documents of more than `most` fragments, and cycles of many, before they are validated as a whole: the rule
 * that compares fields walks through pairs of fragments, and cycles lead it through all of them until the stack ends.
 */
export function limitFragments(app: FastifyInstance, schema: GraphQLSchema, most: number, maxTokens: number): void {
  app.addHook('preHandler', (request, _reply, done) => {
    const query = queryOf(request.body) ?? queryOf(request.query) ?? '';
    const document = query.split('fragment').length - 1 > HARMLESS ? toDocument(query, maxTokens) : null;
    if (document === null) return done();
    if (document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION).length > most) {
      const message = `The document has more than ${most} fragments`;
      return done(new LienThongError('DOCUMENT_INVALID', message, { reason: 'TOO_MANY_FRAGMENTS', most }));
    }
    if (validate(schema, document, [NoFragmentCyclesRule]).length > 0) {
      const message = 'Fragments of the document spread themselves';
      return done(new LienThongError('DOCUMENT_INVALID', message, { reason: 'FRAGMENTS_CYCLIC' }));
    }
    done();
  });
}

/** Null for a text that is not GraphQL; the route says why. */
function toDocument(query: string, maxTokens: number): DocumentNode | null {
  try {
    return parse(query, { maxTokens, noLocation: true });
  } catch {
    return null;
  }
}

function queryOf(sent: unknown): string | undefined {
  if (typeof sent !== 'object' || sent === null || !('query' in sent)) return undefined;
  return typeof sent.query === 'string' ? sent.query : undefined;
}
