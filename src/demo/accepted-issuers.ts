import type { Config } from '../config';
import type { IdentityConfig } from '../identity/issuer';
import { readIssuers } from '../identity/issuers';
import { demonstrationIssuer } from './demonstration-issuer';
import { isDemonstration } from './is-demonstration';

/**
 * Whose word this installation takes for who is asking: the issuers of its file, in the demonstration the gateway itself, and
 * otherwise nobody, so that there is the public view and no other. Throws CONFIGURATION_INVALID for a file that is wrong.
 */
export async function acceptedIssuers(
  config: Pick<Config, 'urls' | 'issuersFile'>,
  secret: Buffer,
): Promise<IdentityConfig> {
  if (config.issuersFile !== null) return readIssuers(config.issuersFile);
  return { issuers: isDemonstration(config) ? [demonstrationIssuer(secret)] : [], clientCertificate: null };
}
