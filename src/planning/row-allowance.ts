import { LienThongError } from '../errors';

/**
 * Bounds what one request may take of the registers, however small its document is: a list below a list multiplies.
 * Made anew for each request. Every row handed to a resolver is charged, one that was read before too, since the answer
 * repeats it.
 */
export class RowAllowance {
  private taken = 0;
  private refusal: LienThongError | null = null;

  constructor(private most: number) {}

  /** Lowers the bound, for a document whose rows are wide. */
  narrow(most: number): void {
    this.most = Math.min(this.most, most);
  }

  /**
   * Throws ANSWER_TOO_LARGE when a statement that may answer this many rows could exceed what is left. Once refused, a
   * request gets no more rows and always the same error.
   */
  require(rows: number): void {
    if (this.refusal === null && this.taken + rows > this.most) {
      const wanted = this.taken + rows;
      const message = `The answer could have ${wanted} rows, and ${this.most} are allowed for this document: ask for shorter lists`;
      this.refusal = new LienThongError('ANSWER_TOO_LARGE', message, { rows: wanted, most: this.most });
    }
    if (this.refusal !== null) throw this.refusal;
  }

  /** Takes rows that are handed out. Throws ANSWER_TOO_LARGE beyond the bound. */
  take(rows: number): void {
    this.require(rows);
    this.taken += rows;
  }
}
