import type { DisclosureReader } from '../../agreements/disclosure-reader';
import type { ObjectionBook } from '../../agreements/objections';
import { LienThongError } from '../../errors';
import type { Actor } from '../../identity/actor';
import type { GraphContext } from '../../planning/context';
import type { PersonalId } from '../../values/personal-id';

/** What an installation keeps about those whose data it discloses. */
export interface SubjectAccess {
  readonly disclosures: DisclosureReader;
  readonly objections: ObjectionBook;
  /** 32 bytes, under which a place in the log is handed out. */
  readonly placeKey: Buffer;
  readonly now: () => number;
}

/** What fields about the caller themselves may use. */
export interface SubjectContext extends GraphContext {
  /** Null for the public, and where nobody is asked who they are. */
  readonly asker: Pick<Actor, 'issuer' | 'subject' | 'personalId'> | null;
  /** Null where nothing is put on record. */
  readonly subjectAccess: SubjectAccess | null;
}

/** Somebody who asks about themselves. */
export interface Subject {
  readonly issuer: string;
  readonly subject: string;
  readonly personalId: PersonalId;
}

/** The person whose token it is. Throws SUBJECT_REQUIRED for a token that names no personal ID. */
export function requireSubject({ asker }: SubjectContext): Subject {
  if (asker?.personalId) {
    const { issuer, subject, personalId } = asker;
    return { issuer, subject, personalId };
  }
  throw new LienThongError(
    'SUBJECT_REQUIRED',
    'This is about whoever asks, and the access token names no personal ID: it is for citizens',
  );
}

/** Throws AUDIT_UNAVAILABLE where nothing is put on record, so that there is nothing to read. */
export function requireSubjectAccess({ subjectAccess }: SubjectContext): SubjectAccess {
  if (subjectAccess) return subjectAccess;
  throw new LienThongError('AUDIT_UNAVAILABLE', 'Disclosures are not put on record here, so none can be told');
}
