/**
 * Who waits for a request's answers. What an AbortSignal does, without the events: there are several listeners for every
 * request, and hardly ever anything to tell them.
 */
export class Caller {
  private readonly listeners = new Set<() => void>();
  private left = false;

  get hasLeft(): boolean {
    return this.left;
  }

  /** Says that nobody waits any more. */
  leave(): void {
    this.left = true;
    for (const tell of this.listeners) tell();
    this.listeners.clear();
  }

  onLeave(tell: () => void): void {
    this.listeners.add(tell);
  }

  offLeave(tell: () => void): void {
    this.listeners.delete(tell);
  }
}
