import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Agreement } from '../agreements/agreement';
import { LienThongError } from '../errors';

type Sent = Readonly<Record<string, unknown>>;

/**
 * The body of a request with its document in it. A client may send a trusted document's name in its place: as
 * `documentId`, as Relay's `doc_id`, or as the hash of Apollo's `extensions.persistedQuery`. Under an agreement that
 * answers trusted documents alone, everything else throws DOCUMENT_UNKNOWN.
 */
export function answerTrusted(agreement: Agreement | null, request: FastifyRequest): unknown {
  const { body } = request;
  const sent = typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Sent) : null;
  const name = sent && nameOf(sent);
  const manifest = agreement?.manifest ?? {};
  const isTrustedOnly = agreement?.documents === 'trusted';
  if (name !== null && (isTrustedOnly || Object.keys(manifest).length > 0)) {
    const query = findDocument(manifest, name);
    if (query === undefined) throw unknown();
    const { documentId: _, doc_id: __, ...rest } = sent as Sent;
    const { persistedQuery: ___, ...extensions } = (rest['extensions'] ?? {}) as Sent;
    return { ...rest, ...(rest['extensions'] ? { extensions } : {}), query };
  }
  if (isTrustedOnly && (!sent || !Object.values(manifest).includes(sent['query'] as string))) throw unknown();
  return body;
}

function nameOf(sent: Sent): string | null {
  const extensions = sent['extensions'] as { persistedQuery?: { sha256Hash?: unknown } } | null | undefined;
  const names = [sent['documentId'], sent['doc_id'], extensions?.persistedQuery?.sha256Hash];
  return names.find((name): name is string => typeof name === 'string') ?? null;
}

/** By its name in the manifest, or by the SHA-256 of its text. */
function findDocument(manifest: Agreement['manifest'], name: string): string | undefined {
  if (Object.hasOwn(manifest, name)) return manifest[name];
  const hash = name.replace(/^sha256:/, '');
  return Object.values(manifest).find((text) => createHash('sha256').update(text).digest('hex') === hash);
}

function unknown(): LienThongError {
  return new LienThongError(
    'DOCUMENT_UNKNOWN',
    'The agreement answers its trusted documents alone; this is none of them',
  );
}
