import { LienThongError } from '../../errors';
import type { RowAllowance } from '../../planning/row-allowance';
import type { Administration } from './administration';

/** What the fields of administration may use. */
export interface AdministrationContext {
  /** Null where nobody is asked who they are, so that nobody could be on record for what they change. */
  readonly administration: Administration | null;
  readonly allowance: RowAllowance;
}

/** The caller's administration. Throws AGREEMENTS_UNAVAILABLE where there is none, and the refusal of another purpose. */
export function requireAdministration(context: AdministrationContext): Administration {
  const { administration } = context;
  if (administration) return administration;
  throw new LienThongError(
    'AGREEMENTS_UNAVAILABLE',
    'Agreements are administered by somebody with an access token, and here nobody is asked for one',
  );
}

/** A row of the allowance for so many characters, which a grant has on average. */
const CHARACTERS_OF_ROW = 40;

/** Whether the answer may have texts of this length; when it may not, the request is refused as a whole. */
export function mayAnswer({ allowance }: AdministrationContext, characters: number): boolean {
  return allowance.take(Math.ceil(characters / CHARACTERS_OF_ROW));
}
