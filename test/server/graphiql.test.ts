import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { buildSchema, getVariableValues, Kind, parse, validate } from 'graphql';
import { EXAMPLES } from '../../src/graphiql/examples';
import { registerGraphiql } from '../../src/server/graphiql';

const root = join(__dirname, '..', '..');
const assets = readdirSync(join(root, 'src', 'graphiql', 'dist', 'assets'));
const scripts = assets.filter((name) => name.endsWith('.js'));

let app: FastifyInstance;
let address: string;
beforeAll(async () => {
  // Answers that nobody has read to their end would hold the server open.
  app = fastify({ forceCloseConnections: true });
  await registerGraphiql(app);
  address = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());

/** Asks for one path; a redirect is given as it is. */
function ask(path: string, method = 'GET'): Promise<Response> {
  return fetch(`${address}${path}`, { method, redirect: 'manual' });
}

/** The directives of a response's Content-Security-Policy by name. */
function toDirectives({ headers }: Response): Map<string, string> {
  const parts = (headers.get('content-security-policy') ?? '').split('; ').map((directive): [string, string] => {
    const [name = '', ...values] = directive.split(' ');
    return [name, values.join(' ')];
  });
  return new Map(parts);
}

describe('the page', () => {
  test('comes with a policy that lets it load from its own origin alone and be framed by nobody', async () => {
    const response = await ask('/graphiql');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toContain('no-cache');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    const { 'style-src': styles, ...others } = Object.fromEntries(toDirectives(response));
    expect(styles).toMatch(/^'self' 'nonce-[A-Za-z0-9+/]{22}=='$/);
    expect(others).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src-attr': "'unsafe-inline'",
      'worker-src': "'self'",
      'connect-src': "'self'",
      'img-src': "'self' data:",
      'font-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    });
  });

  test('holds the nonce of its own policy, another one for each visit', async () => {
    const visits = [await ask('/graphiql'), await ask('/graphiql')];
    const bodies = await Promise.all(visits.map((visit) => visit.text()));
    const nonces = bodies.map((body) => /name="style-nonce" content="([^"%]+)"/.exec(body)?.[1]);
    expect(new Set(nonces).size).toBe(2);
    visits.forEach(({ headers }, visit) => {
      expect(headers.get('content-security-policy')).toContain(`'nonce-${nonces[visit]}'`);
    });
  });

  test('has no inline script and names only files that are served', async () => {
    const body = await (await ask('/graphiql')).text();
    expect(body).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(body).not.toMatch(/\son[a-z]+=|javascript:|<style/i);
    const named = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThanOrEqual(3);
    for (const path of named) expect([path, (await ask(path)).status]).toEqual([path, 200]);
  });

  test('is found with a slash at the end too', async () => {
    const response = await ask('/graphiql/');
    expect(response.status).toBe(308);
    expect(response.headers.get('location')).toBe('/graphiql');
  });

  test('answers HEAD without a body and takes no other method', async () => {
    const head = await ask('/graphiql', 'HEAD');
    expect([head.status, await head.text()]).toEqual([200, '']);
    for (const method of ['POST', 'PUT', 'DELETE'] as const) {
      expect((await ask('/graphiql', method)).status).toBe(404);
    }
  });
});

describe('its files', () => {
  test.each(assets)('%s is kept for a year and is under the same policy', async (name) => {
    const response = await ask(`/graphiql/assets/${name}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    const directives = toDirectives(response);
    expect(directives.get('default-src')).toBe("'none'");
    expect(directives.get('script-src')).toBe("'self'");
    expect(directives.get('style-src')).toBe("'self'");
  });

  test('end at their folder: a path that climbs out of it finds nothing', async () => {
    for (const path of ['..%2fmanifest.json', '..%2f..%2fpackage.json', '..%5cindex.html', 'missing.js']) {
      const response = await ask(`/graphiql/assets/${path}`);
      expect(response.status).toBe(404);
    }
  });

  test.each(['index.html', ...assets.filter((name) => /\.(js|css|svg)$/.test(name)).map((name) => `assets/${name}`)])(
    '%s loads nothing from another host',
    (name) => {
      const text = readFileSync(join(root, 'src', 'graphiql', 'dist', name), 'utf8');
      expect(text).not.toMatch(/\b(?:fetch|import|importScripts|Worker|URL)\s*\(\s*["'`](?:https?:|wss?:)?\/\//);
      expect(text).not.toMatch(/\b(?:src|srcset)\s*=\s*\\?["'`](?:https?:)?\/\//);
      expect(text).not.toMatch(/<link[^>]+href=\\?["'](?:https?:)?\/\//);
      expect(text).not.toMatch(/\bfrom\s*["'](?:https?:)?\/\//);
      expect(text).not.toMatch(/(?:@import\s+|url\(\s*)["']?(?:https?:)?\/\//);
      expect(text).not.toMatch(/sourceMappingURL=/);
    },
  );

  test('evaluate no text as a script and make no worker of a blob', () => {
    for (const name of scripts) {
      const text = readFileSync(join(root, 'src', 'graphiql', 'dist', 'assets', name), 'utf8');
      expect([name, /\bnew Function\(|[^.\w]eval\(/.test(text)]).toEqual([name, false]);
      expect([name, /new Worker\([^)]*createObjectURL/.test(text)]).toEqual([name, false]);
    }
  });

  test('were built from the sources that are here', () => {
    const check = spawnSync(process.execPath, [join(root, 'src', 'graphiql', 'build.cjs'), '--check']);
    expect(check.stderr.toString()).toBe('');
    expect(check.status).toBe(0);
  });
});

describe('the saved examples', () => {
  const folder = join(root, 'schema');
  const definitions = readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));

  test('start with the query over all four registers, for province 04', () => {
    expect(EXAMPLES[0]?.query).toContain('query Flagship($province: ProvinceCode!)');
    expect(EXAMPLES[0]?.variables).toEqual({ province: '04' });
    expect(new Set(EXAMPLES.map(({ title }) => title)).size).toBe(EXAMPLES.length);
  });

  test.each(EXAMPLES)('"$title" is a valid document of the published schema', ({ query, variables }) => {
    const schema = buildSchema(definitions.join('\n'));
    const document = parse(query);
    expect(validate(schema, document).map(({ message }) => message)).toEqual([]);
    const declared = document.definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? (definition.variableDefinitions ?? []) : [],
    );
    expect(getVariableValues(schema, declared, variables).errors ?? []).toEqual([]);
    expect(Object.keys(variables).sort()).toEqual(declared.map(({ variable }) => variable.name.value).sort());
  });
});
