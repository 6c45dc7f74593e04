import fc from 'fast-check';
import { LienThongError } from '../../src/errors';
import type { Algorithm } from '../../src/identity/issuer';
import { goodClaims, issuerConfig, makeAuthenticator, makeKey, sign, type TestAuthenticator } from './issuer-server';

const ISSUER = 'https://id.example';
const ALGORITHMS: readonly Algorithm[] = ['ES256', 'RS256', 'EdDSA'];

/** A gateway and a token that it accepts, for each algorithm. */
const cases = new Map<Algorithm, { gateway: TestAuthenticator; token: string }>();

beforeAll(async () => {
  for (const algorithm of ALGORITHMS) {
    const key = await makeKey('k1', algorithm);
    const keys = { jwks: { keys: [{ ...key.jwk }] } };
    const gateway = makeAuthenticator([issuerConfig(ISSUER, { keys, algorithms: [algorithm] })]);
    const token = await sign(key, goodClaims(ISSUER));
    await gateway.ask(token);
    cases.set(algorithm, { gateway, token });
  }
});

async function isRefused(gateway: TestAuthenticator, token: string): Promise<boolean> {
  try {
    await gateway.ask(token);
    return false;
  } catch (error) {
    return error instanceof LienThongError && error.code === 'TOKEN_INVALID';
  }
}

test.each(ALGORITHMS)('a token signed with %s is refused with any other letter in any place', async (algorithm) => {
  const { gateway, token } = cases.get(algorithm)!;
  let tried = 0;
  for (let place = 0; place < token.length; place += 1) {
    for (const letter of ['A', 'B', '_', '.', '=', ' ', '\u00e9']) {
      if (token[place] === letter) continue;
      const changed = token.slice(0, place) + letter + token.slice(place + 1);
      if (!(await isRefused(gateway, changed))) throw new Error(`accepted with ${letter} at ${place}`);
      tried += 1;
    }
  }
  expect(tried).toBeGreaterThan(1_500);
});

const change = fc.oneof(
  fc.record({ kind: fc.constant('replace' as const), place: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) }),
  fc.record({ kind: fc.constant('insert' as const), place: fc.nat(), byte: fc.integer({ min: 33, max: 126 }) }),
  fc.record({ kind: fc.constant('remove' as const), place: fc.nat(), byte: fc.constant(0) }),
);

test('a token that was changed in any bytes is refused', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...ALGORITHMS),
      fc.array(change, { minLength: 1, maxLength: 4 }),
      async (algorithm, changes) => {
        const { gateway, token } = cases.get(algorithm)!;
        const bytes = [...Buffer.from(token, 'latin1')];
        for (const { kind, place, byte } of changes) {
          const at = place % bytes.length;
          if (kind === 'replace') bytes[at] = byte;
          else bytes.splice(at, kind === 'remove' ? 1 : 0, ...(kind === 'insert' ? [byte] : []));
        }
        // Blanks around a token are no part of it.
        const changed = Buffer.from(bytes).toString('latin1');
        fc.pre(changed.trim() !== token);
        return isRefused(gateway, changed);
      },
    ),
    { numRuns: 3_000 },
  );
});
