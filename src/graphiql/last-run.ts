import { useSyncExternalStore } from 'react';

/** What this page reads of `extensions.plan`; src/planning/plan/explain.ts says all that stands there. */
export type Explanation = { readonly covered: false; readonly why: string } | Plan;

export interface Plan {
  readonly covered: true;
  readonly price: number;
  readonly bounds: { readonly statements: number; readonly rows: number; readonly bytes: number };
  readonly steps: readonly Step[];
}

export interface Step {
  readonly id: number;
  readonly register: string;
  readonly purpose: 'rows' | 'count';
  readonly after: number | null;
  readonly level: number;
  readonly answers: readonly string[];
  readonly price: number;
  readonly bounds: { readonly rows: number };
  readonly sql: string;
  readonly measured?: { readonly ms: number; readonly rows: number } | { readonly skipped: string };
}

/** A field that the view masks, and how: what stands in `extensions.masked`. */
export interface MaskedField {
  readonly field: string;
  readonly mask: string;
}

/** The operation that was run last. */
export interface LastRun {
  /** Null for an operation without a name. */
  readonly name: string | null;
  /** Milliseconds from the request to the answer, in this browser; null until it is there. */
  readonly ms: number | null;
  /** How it was answered; null until it is there, and where the gateway does not say. */
  readonly explanation: Explanation | null;
  /** Why the gateway answered nothing: a limit, or a fault of the document. */
  readonly refusal: string | null;
  /** The fields of the answer that are masked. */
  readonly masked: readonly MaskedField[];
}

let lastRun: LastRun | null = null;
const listeners = new Set<() => void>();

function set(run: LastRun | null): void {
  lastRun = run;
  for (const listener of listeners) listener();
}

/** The last run was somebody else's. */
export function forgetRun(): void {
  set(null);
}

/** Notes that an operation runs; gives the function that notes its end, which does nothing after a later begin. */
export function beginRun(name: string | null): (end: Pick<LastRun, 'explanation' | 'refusal' | 'masked'>) => void {
  const started = performance.now();
  const begun: LastRun = { name, ms: null, explanation: null, refusal: null, masked: [] };
  set(begun);
  return (end) => {
    if (lastRun === begun) set({ ...begun, ...end, ms: performance.now() - started });
  };
}

/** The operation that was run last; null before the first. */
export function useLastRun(): LastRun | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => lastRun,
  );
}
