import { type DocumentNode, type GraphQLSchema, Kind, NoFragmentCyclesRule, parse, validate } from 'graphql';
import { LienThongError } from '../errors';

/** So few fragments cannot exhaust the stack, whatever they spread: they need not be looked at before validation. */
const HARMLESS = 10;

/**
 * Refuses documents of more than `most` fragments, and cycles of many, before they are validated as a whole: the rule
 * that compares fields walks through pairs of fragments, and cycles lead it through all of them until the stack ends.
 * The document is that of the body, or else of the address. Throws DOCUMENT_INVALID.
 */
export function limitFragments(
  { body, query: address }: { readonly body: unknown; readonly query: unknown },
  schema: GraphQLSchema,
  { fragments: most, tokens }: { readonly fragments: number; readonly tokens: number },
): void {
  const query = queryOf(body) ?? queryOf(address) ?? '';
  const document = query.split('fragment').length - 1 > HARMLESS ? toDocument(query, tokens) : null;
  if (document === null) return;
  if (document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION).length > most) {
    const message = `The document has more than ${most} fragments`;
    throw new LienThongError('DOCUMENT_INVALID', message, { reason: 'TOO_MANY_FRAGMENTS', most });
  }
  if (validate(schema, document, [NoFragmentCyclesRule]).length > 0) {
    const message = 'Fragments of the document spread themselves';
    throw new LienThongError('DOCUMENT_INVALID', message, { reason: 'FRAGMENTS_CYCLIC' });
  }
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
