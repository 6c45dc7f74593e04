import { LienThongError } from '../errors';

/**
 * Bounds what one request may take of the registers, however small its document is: a list below a list multiplies.
 * Made anew for each request. Once it has refused, the request gets nothing more, and who answers it gives `refusal` in
 * place of any data: an error for every field that went without would cost more than the rows (76,000 errors and 3 s for
 * one document of four lists below one another).
 */
export class RowAllowance {
  private taken = 0;
  private refused: LienThongError | null = null;

  constructor(private most: number) {}

  /** ANSWER_TOO_LARGE with the figure and the limit, or null as long as everything was granted. */
  get refusal(): LienThongError | null {
    return this.refused;
  }

  /** Lowers the bound, for a document whose rows are wide. */
  narrow(most: number): void {
    this.most = Math.min(this.most, most);
  }

  /** Whether a statement may be sent that could answer this many rows. */
  allows(rows: number): boolean {
    if (this.refused !== null) return false;
    const wanted = this.taken + rows;
    if (wanted <= this.most) return true;
    const message = `The answer could have ${wanted} rows, and ${this.most} are allowed for this document: ask for shorter lists`;
    this.refused = new LienThongError('ANSWER_TOO_LARGE', message, { rows: wanted, most: this.most });
    return false;
  }

  /** Whether rows may be handed to a resolver; charges them, also those that were read before and are repeated. */
  take(rows: number): boolean {
    if (!this.allows(rows)) return false;
    this.taken += rows;
    return true;
  }
}
