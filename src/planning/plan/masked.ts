import type { Mask } from '../../agreements/mask';

/** A field that an answer shows behind a mask. */
export interface MaskedField {
  readonly field: string;
  readonly mask: Mask;
}

/** The fields that have a mask, by coordinate. */
export function toMasked(
  fields: readonly { readonly coordinate: string; readonly mask: Mask | null }[],
): readonly MaskedField[] {
  const masked = fields.flatMap(({ coordinate, mask }) => (mask ? [{ field: coordinate, mask }] : []));
  return masked.sort((a, b) => (a.field < b.field ? -1 : 1));
}
