/**
 * A real OpenID provider, run as a program of its own because its package is an ES module. Prints its issuer on standard
 * output and ends with its standard input. Clients are given by the environment variable CLIENTS as JSON: for each its
 * secret and the claims that its access tokens have. POST /rotate gives it a new key in place of the old one.
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import process from 'node:process';
import Provider from 'oidc-provider';

const clients = JSON.parse(process.env.CLIENTS);
const AUDIENCE = 'https://gateway.example';

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  let answer = makeProvider(issuer).callback();
  server.on('request', (request, response) => {
    if (request.url === '/rotate') {
      answer = makeProvider(issuer).callback();
      response.end();
    } else {
      answer(request, response);
    }
  });
  process.stdout.write(`${issuer}\n`);
});
process.stdin.resume().on('end', () => process.exit(0));

function makeProvider(issuer) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' };
  return new Provider(issuer, {
    jwks: { keys: [key] },
    clients: Object.entries(clients).map(([id, { secret, bound = false }]) => ({
      client_id: id,
      client_secret: secret,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      tls_client_certificate_bound_access_tokens: bound,
    })),
    extraTokenClaims: (_context, token) => clients[token.clientId].claims,
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      mTLS: {
        enabled: true,
        certificateBoundAccessTokens: true,
        getCertificate: (context) => decodeURIComponent(context.get('x-client-certificate')) || undefined,
      },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource) => ({
          scope: '',
          audience: resource === 'urn:example:gateway' ? AUDIENCE : resource,
          accessTokenTTL: 300,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  });
}
