import type { DisclosurePlace } from '../../audit/find-disclosures';
import { seal, unseal } from '../../values/seal';

/** The longest text that is looked at. */
const LONGEST = 512;

/** A place in the log as it is handed out: it opens for the person to whom it was shown, and for nobody else. */
export function sealPlace(key: Buffer, personalId: string, { at, origin, seq }: DisclosurePlace): string {
  return seal(key, bindingOf(personalId), JSON.stringify([at, origin, seq]));
}

/** Null for a text that was not handed out to this person. */
export function openPlace(key: Buffer, personalId: string, text: string): DisclosurePlace | null {
  const plain = text.length <= LONGEST ? unseal(key, bindingOf(personalId), text) : null;
  if (plain === null) return null;
  const [at, origin, seq] = JSON.parse(plain) as [string, string, number];
  return { at, origin, seq };
}

function bindingOf(personalId: string): readonly string[] {
  return ['disclosure', personalId];
}
