import type { Config } from '../config';

/**
 * Whether this installation is the demonstration, in which the gateway takes the word of its own issuer for who is asking:
 * only when everything is its own. A site with a server for any database, or with issuers of its own, is not.
 */
export function isDemonstration({ urls, issuersFile }: Pick<Config, 'urls' | 'issuersFile'>): boolean {
  return Object.keys(urls).length === 0 && issuersFile === null;
}
