import type { Secrets } from './declaration';
import type { RegisterLoaders } from './register-loaders';

/** What a resolver may use; made anew for every request. */
export interface GraphContext {
  readonly registers: RegisterLoaders;
  readonly secrets: Secrets;
  /** The date as of which the registers' data stand, yyyy-mm-dd: the default of every `on`. */
  readonly asOf: string;
}
