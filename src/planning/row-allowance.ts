import { LienThongError } from '../errors';

/** Fields that may fail before a request is refused as a whole; each costs more than a row does. */
const FAILURES_MOST = 2_500;
/** Parts, one for each edge or list with its arguments, that a level may ask of one register. */
const PARTS_MOST = 32;

/**
 * Bounds what one request may take of the registers, however small its document is: a list below a list multiplies.
 * Made anew for each request. Once it has refused, the request gets nothing more, and who answers it gives `refusal` in
 * place of any data: an error for every field that went without would cost more than the rows.
 */
export class RowAllowance {
  private taken = 0;
  private failed = 0;
  private refused: LienThongError | null = null;

  constructor(private readonly most: number) {}

  /** ANSWER_TOO_LARGE with the figure and the limit, or null as long as everything was granted. */
  get refusal(): LienThongError | null {
    return this.refused;
  }

  /** Refuses the request for a reason of the caller's; the first refusal stays. */
  refuse(reason: LienThongError): void {
    this.refused ??= reason;
  }

  /** Whether a statement of so many parts may be sent that could answer this many rows. */
  allows(rows: number, parts = 1): boolean {
    const wanted = this.taken + rows;
    if (wanted > this.most) {
      this.refuseFor(`The answer could have ${wanted} rows, and ${this.most} are allowed: ask for shorter lists`, {
        rows: wanted,
        most: this.most,
      });
    } else if (parts > PARTS_MOST) {
      this.refuseFor(`The document asks a register for ${parts} lists at once, and ${PARTS_MOST} are allowed`, {
        lists: parts,
        most: PARTS_MOST,
      });
    }
    return this.refused === null;
  }

  /** Whether rows may be handed to a resolver; charges them, also those that were read before and are repeated. */
  take(rows: number): boolean {
    if (!this.allows(rows)) return false;
    this.taken += rows;
    return true;
  }

  /** Whether one more field may answer with an error. */
  mayFail(): boolean {
    this.failed += 1;
    if (this.failed > FAILURES_MOST) {
      this.refuseFor(`More than ${FAILURES_MOST} fields of the answer failed: ask for a shorter list to see why`, {
        most: FAILURES_MOST,
      });
    }
    return this.refused === null;
  }

  private refuseFor(message: string, details: Readonly<Record<string, number>>): void {
    this.refuse(new LienThongError('ANSWER_TOO_LARGE', message, details));
  }
}
