import { type ErrorCode, LienThongError } from '../errors';

const WORD = /^[A-Za-z_]{1,40}$/;

/** Characters of a text that people read. */
const TEXT_MOST = 500;

/**
 * Reads a document that JSON gave, value by value, and gathers what is wrong with it, each with its place; a faulty value has
 * some valid one in its place meanwhile.
 */
export class DocumentReader {
  private readonly faults: string[] = [];

  fault<T>(place: string, reason: string, instead: T): T {
    this.faults.push(`${place}: ${reason}`);
    return instead;
  }

  object(value: unknown, place: string): Readonly<Record<string, unknown>> {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    return this.fault(place, 'an object is needed', {});
  }

  list<T>(value: unknown, place: string, read: (item: unknown, place: string) => T): readonly T[] {
    if (!Array.isArray(value)) return this.fault(place, 'a list is needed', []);
    return value.map((item, i) => read(item, `${place}[${i}]`));
  }

  text(value: unknown, place: string, most = TEXT_MOST): string {
    if (typeof value !== 'string' || value.trim() === '') return this.fault(place, 'a text is needed', '');
    if (value.length > most) return this.fault(place, `it has more than ${most} characters`, '');
    // Who reads the agreement in a terminal or a log sees its words and nothing else; a document has lines.
    const isPlain = !/\p{Cs}/u.test(value) && !(most === TEXT_MOST ? /\p{Cc}/u : /[^\P{Cc}\n\r\t]/u).test(value);
    return isPlain ? value : this.fault(place, 'it has control characters or half of a character', '');
  }

  matching(value: unknown, place: string, form: RegExp, words: string): string {
    const text = this.text(value, place, 100);
    return text === '' || form.test(text) ? text : this.fault(place, `it is not made of ${words}`, '');
  }

  oneOf<T extends string | boolean>(value: unknown, place: string, allowed: readonly [T, ...T[]]): T {
    return (
      allowed.find((each) => each === value) ?? this.fault(place, `it is none of ${allowed.join(', ')}`, allowed[0])
    );
  }

  whole(value: unknown, place: string): number {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    return this.fault(place, 'a whole number from 0 is needed', 0);
  }

  /** A share, from 0 to 1. */
  share(value: unknown, place: string): number {
    if (typeof value === 'number' && value >= 0 && value <= 1) return value;
    return this.fault(place, 'a number from 0 to 1 is needed', 0);
  }

  parsed(value: unknown, place: string, parse: (value: unknown) => string): string {
    try {
      return parse(value);
    } catch (error) {
      return this.fault(place, error instanceof LienThongError ? error.message : 'it cannot be read', '');
    }
  }

  noOthers(object: Readonly<Record<string, unknown>>, place: string, known: readonly string[]): void {
    // What is no word is not repeated: it may be somebody's.
    for (const key of Object.keys(object))
      if (!known.includes(key)) this.fault(`${place}.${WORD.test(key) ? key : '…'}`, 'it is not known', null);
  }

  /** Throws every fault at once. */
  finish(code: ErrorCode): void {
    if (this.faults.length === 0) return;
    throw new LienThongError(code, this.faults.join('\n'), { faults: this.faults });
  }
}
