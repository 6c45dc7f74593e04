/**
 * An answer's data as JSON text. It is written once, from what the registers sent, without objects in between. Who
 * sends the text takes it away with `take`: a request that a garbage collection met in the middle stays in memory for a
 * while after its end, and must not keep the answer with it (18 % of the gateway's CPU went into that).
 */
export class AnswerText {
  constructor(private text: string | null) {}

  /** The text; there is none left afterwards. */
  take(): string {
    const text = this.text ?? 'null';
    this.text = null;
    return text;
  }

  /** The data as values, for who wants to look at them. */
  toJSON(): unknown {
    return JSON.parse(this.text ?? 'null');
  }
}

/** Characters that JSON writes in another way, and halves of a pair that stand alone. */
const ESCAPED = /["\\\p{Cc}\p{Cs}]/u;

/** A text as JSON. */
export function quote(text: string): string {
  return ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** A value of an answer as JSON. */
export function toJson(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
