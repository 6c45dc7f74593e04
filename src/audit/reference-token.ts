import { createKeyedHash } from './keyed-hash';

/** What stands in a record as a token that no register's key makes: whose case it was, and which citizen asked. */
export type ReferenceKind = 'citizen' | 'case';

/** Makes tokens of 32 hexadecimal digits: equal texts of a kind give equal tokens, which tell nothing without the key. */
export type ReferenceTokens = (kind: ReferenceKind, text: string) => string;

/** `key` has 32 bytes and is kept outside the databases. */
export function createReferenceTokens(key: Buffer): ReferenceTokens {
  const hash = createKeyedHash(key);
  return (kind, text) => Buffer.from(hash(`${kind}\0${text}`), 'latin1').toString('hex');
}
