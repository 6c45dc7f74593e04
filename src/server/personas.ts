import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LienThongError } from '../errors';

/** Somebody of the demonstration as GraphiQL offers them. */
export interface OfferedPersona {
  readonly name: string;
  readonly description: string;
  /** What their agreements and mandates are for, with the purpose in words. */
  readonly purposes: readonly { readonly code: string; readonly words: string }[];
  /** Whether each of their requests has to name a case. */
  readonly needsCase: boolean;
}

/** Hands out the demonstration's personas and their access tokens. At a site there is none. */
export interface PersonaIssuer {
  readonly personas: readonly OfferedPersona[];
  /** An access token for the persona of that name, which is one of `personas`. */
  issue(name: string): Promise<string>;
}

/**
 * Serves the personas at GET /graphiql/personas and a token for one at POST /graphiql/token, to GraphiQL's own page and
 * nobody else: a browser says of every request of a page which origin it comes from, and no header lets another origin
 * read the answer. A token is never part of an address, and the log has addresses' routes alone.
 */
export function registerPersonas(app: FastifyInstance, issuer: PersonaIssuer): void {
  app.get('/graphiql/personas', (request, reply) => {
    requireOwnPage(request);
    return reply.header('cache-control', 'no-store').send({ personas: issuer.personas });
  });
  app.post('/graphiql/token', async (request, reply) => {
    requireOwnPage(request);
    const { name } = findPersona(issuer.personas, request.body);
    return reply.header('cache-control', 'no-store').send({ token: await issuer.issue(name) });
  });
}

function requireOwnPage({ headers }: FastifyRequest): void {
  const { host, origin, 'sec-fetch-site': site } = headers;
  const isOwn = site === undefined ? origin === `http://${String(host)}` : site === 'same-origin';
  if (!isOwn) throw new LienThongError('ORIGIN_NOT_ALLOWED', 'Only GraphiQL’s own page may ask for this');
}

function findPersona(personas: readonly OfferedPersona[], body: unknown): OfferedPersona {
  // Fastify also reads a body of text, which another site's form could send unasked.
  const asked = typeof body === 'object' && body !== null && 'persona' in body ? body.persona : undefined;
  const persona = personas.find(({ name }) => name === asked);
  if (persona) return persona;
  const names = personas.map(({ name }) => name);
  throw new LienThongError('ARGUMENT_INVALID', `persona: a JSON body names one of ${names.join(', ')}`, {
    argument: 'persona',
    reason: 'it is none of the demonstration’s personas',
  });
}
