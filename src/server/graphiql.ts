import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';

const YEAR_IN_SECONDS = 31_536_000;
const NONCE_PLACE = '%STYLE_NONCE%';
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
};

/**
 * What a page or a worker of GraphiQL may do: load files of this origin and talk to it, nothing else.
 * Two things had to be let in for styles. In Chromium, with GraphiQL 5.4 and Monaco 0.52, opening the page and
 * running one query broke the policy 3 times without the first and 555 times without the second:
 * - the editor creates style elements for its theme and its lists, and dialogs one that locks scrolling.
 *   They carry the nonce that the page holds; the nonce is new for each request and serves for styles only.
 * - the editor writes each line of text as markup with its position in a style attribute. No nonce or hash
 *   can stand for an attribute whose value changes with every line, so style attributes are allowed, but
 *   no other inline style. An attribute can load nothing: images and fonts are held to this origin.
 */
function toContentSecurityPolicy(nonce?: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    nonce ? `style-src 'self' 'nonce-${nonce}'` : "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "worker-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The folder of the built GraphiQL. The compiled gateway runs from dist/, so the package root is found by walking up. */
function getBuiltFolder(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return join(folder, 'src', 'graphiql', 'dist');
  }
  throw new Error('GraphiQL: no package.json above the running code.');
}

/** The headers of the page and of every file of GraphiQL; a worker is held to the policy its own file came with. */
function toSecurityHeaders(nonce?: string): Record<string, string> {
  return {
    'content-security-policy': toContentSecurityPolicy(nonce),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  };
}

/**
 * Serves GraphiQL at /graphiql and its files below /graphiql/assets/, for GET and HEAD. The page is never
 * cached, because it holds a nonce; the files carry a hash of their content in their names and never change.
 * Each file has a route of its own, so no path can lead out of the folder. Rejects when GraphiQL was not built.
 */
export async function registerGraphiql(app: FastifyInstance): Promise<void> {
  const folder = getBuiltFolder();
  const page = await readFile(join(folder, 'index.html'), 'utf8');

  app.get('/graphiql', (_request, reply) => {
    const nonce = randomBytes(16).toString('base64');
    return reply
      .headers(toSecurityHeaders(nonce))
      .header('cache-control', 'no-cache, no-store')
      .type('text/html; charset=utf-8')
      .send(page.replace(NONCE_PLACE, nonce));
  });
  app.get('/graphiql/', (_request, reply) => reply.redirect('/graphiql', 308));

  for (const name of await readdir(join(folder, 'assets'))) {
    const mediaType = MEDIA_TYPES[extname(name)];
    if (!mediaType) throw new Error(`GraphiQL: no media type is known for ${name}.`);
    app.get(`/graphiql/assets/${name}`, async (_request, reply) => {
      const file = await readFile(join(folder, 'assets', name));
      return reply
        .headers(toSecurityHeaders())
        .header('cache-control', `public, max-age=${YEAR_IN_SECONDS}, immutable`)
        .type(mediaType)
        .send(file);
    });
  }
}
