import { createDisclosureReader } from '../agreements/disclosure-reader';
import { createObjectionBook } from '../agreements/objections';
import type { ReferenceTokens } from '../audit/reference-token';
import type { SubjectTokens } from '../audit/subject-token';
import type { WriterPool } from '../database/writer-pool';
import type { SubjectAccess } from '../graph/subject-access/subject-context';
import { deriveKey } from '../values/seal';

export interface SubjectOfficeOptions {
  readonly pool: WriterPool;
  readonly tokens: SubjectTokens;
  readonly references: ReferenceTokens;
  readonly secret: Buffer;
  readonly now: () => number;
}

/** Puts together what people may know of the disclosures of their data, and do about them. */
export function openSubjectOffice({ pool, tokens, references, secret, now }: SubjectOfficeOptions): SubjectAccess {
  const { onDatabase } = pool;
  return {
    disclosures: createDisclosureReader({ onDatabase, tokens, references, now }),
    objections: createObjectionBook({ onDatabase, key: deriveKey(secret, 'objections'), now }),
    placeKey: deriveKey(secret, 'disclosure places'),
    now,
  };
}
