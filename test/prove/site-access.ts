import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Site } from '../../src/database/site';
import { seedAgreements } from '../../src/demo/seed-agreements';
import { graphSchema } from '../../src/server/graph-schema';
import { resolveGrants } from '../../src/planning/view/grants';
import { goodClaims, issuerConfig, makeKey, sign } from '../identity/issuer-server';

const ISSUER = 'https://issuer.example';

/** What a gateway needs that is no demonstration, so that an officer of the headquarters may ask it. */
export interface SiteAccess {
  /** For the gateway: its file of issuers. */
  readonly variables: Readonly<Record<string, string>>;
  /** For who asks. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Gives a site the demonstration's mandates, and an issuer of its own, whose file lies in `folder`. */
export async function openSiteAccess(site: Site, folder: string): Promise<SiteAccess> {
  await seedAgreements(site.writer(), (agreement) => resolveGrants(graphSchema(), agreement));
  const key = await makeKey('site');
  const { keys: _empty, ...config } = issuerConfig(ISSUER);
  const file = join(folder, 'issuers.json');
  writeFileSync(file, JSON.stringify({ issuers: [{ ...config, jwks: { keys: [key.jwk] } }] }));
  const seconds = Math.floor(Date.now() / 1000);
  const claims = {
    lienthong_kind: 'officer',
    lienthong_roles: ['headquarters'],
    iat: seconds,
    exp: seconds + 6 * 3600,
  };
  const token = await sign(key, { ...goodClaims(ISSUER), ...claims });
  return {
    variables: { LIENTHONG_ISSUERS: file },
    headers: { authorization: `Bearer ${token}`, 'lienthong-purpose': 'campaign', 'lienthong-case': 'PROOF/1' },
  };
}
