import type { Mask } from '../agreements/mask';
import type { RequestQuota } from '../agreements/quota-of-request';
import type { Outcome } from '../audit/record';
import { Disclosure } from '../planning/view/disclosure';

/** A field that an operation reads, and the mask that it is behind. */
export interface FieldRead {
  readonly coordinate: string;
  readonly mask: Mask | null;
  /** Whether the caller is told no more than whether a statement about it is right. */
  readonly isVerified?: boolean;
}

/** What becomes of one request, for its record; filled while it is answered. */
export class Journal {
  /** When the request came, by `performance.now()`. */
  readonly begunAt = performance.now();
  readonly disclosure = new Disclosure();
  /** The quotas of the agreement; null where there is none. */
  quota: RequestQuota | null = null;
  /** SHA-256 of the document's text, in hexadecimal. */
  document: string | null = null;
  fields: readonly FieldRead[] = [];
  /** The code of the first thing that went wrong. */
  reason: string | null = null;
  /** Whether the answer has data, and whether some of it is missing. */
  hasData = false;
  hasErrors = false;

  /** What became of the request, by what is known now. */
  get outcome(): Outcome {
    if (this.hasData) return this.hasErrors ? 'partly answered' : 'answered';
    return this.reason === 'INTERNAL' || this.reason === 'SOURCE_UNAVAILABLE' ? 'failed' : 'refused';
  }

  /** Notes that something went wrong; the first reason stays. */
  fault(code: string): void {
    this.reason ??= code;
  }
}
