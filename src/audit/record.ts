import type { Register } from '../values/databases';

/** What became of a request. */
export type Outcome =
  /** Answered, with data, from every register that it needed. */
  | 'answered'
  /** Answered, and some fields are null with an error. */
  | 'partly answered'
  /** Refused before or after reading; nothing was disclosed. */
  | 'refused'
  /** It failed; nothing was disclosed. */
  | 'failed';

/** Whose records were disclosed, of one register: tokens of `subject-token.ts`, each once, 16 bytes each, one after the other. */
export interface Subjects {
  readonly register: Register;
  readonly tokens: Buffer;
}

/**
 * One request under a view, refused or answered. It holds no value, no variable, no free text and no identifier of a
 * person: coordinates of the schema, hashes and keyed tokens alone.
 */
export interface AuditRecord {
  /** A random UUID, which the answer and the log carry too. */
  readonly request: string;
  /** When the request was decided, by the gateway's clock, in UTC with milliseconds. */
  readonly at: string;
  /** Who asked: the token's issuer and subject, and the system. A citizen's subject is a token. */
  readonly actor: { readonly issuer: string; readonly subject: string; readonly client: string };
  /** The party for which a system asks; null for a person who asks for their office or themselves. */
  readonly onBehalfOf: string | null;
  /** The agreement or mandate and its version; null when none was found for the actor. */
  readonly agreement: { readonly id: string; readonly version: number } | null;
  /** A declared purpose of the agreement; null when none or an unknown one was given. */
  readonly purpose: string | null;
  /** HMAC of the case reference, 32 hexadecimal digits; null when none was given. */
  readonly caseToken: string | null;
  /** SHA-256 of the document's text, in hexadecimal; null when there was none. */
  readonly document: string | null;
  /** The fields that were disclosed, or would have been, as `Type.field`, sorted. */
  readonly fields: readonly string[];
  /** Those of `fields` that were masked, or only verified. */
  readonly masked: readonly string[];
  readonly registers: readonly Register[];
  /** Whose records were disclosed; none when refused. */
  readonly subjects: readonly Subjects[];
  readonly counts: {
    /** Distinct people disclosed. */
    readonly people: number;
    /** Identifiers that were asked about, found or not. */
    readonly probed: number;
    readonly rows: number;
  };
  readonly decision: 'allowed' | 'refused';
  /** The code of the refusal or failure, such as `PURPOSE_NOT_GRANTED`; null when answered. */
  readonly reason: string | null;
  readonly outcome: Outcome;
}
