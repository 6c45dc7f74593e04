import type { Secrets } from './declaration';
import type { CountCache } from './plan/count-cache';
import type { RegisterLoaders } from './register-loaders';
import type { CallerView } from './view/rules';

/** What a resolver may use; made anew for every request. */
export interface GraphContext {
  readonly registers: RegisterLoaders;
  /** What the caller may see. */
  readonly view: CallerView;
  readonly secrets: Secrets;
  /** Counts of lists, kept for a few seconds; both paths share them. */
  readonly counts: CountCache;
  /** The date as of which the registers' data stand, yyyy-mm-dd: the default of every `on`. */
  readonly asOf: string;
}
