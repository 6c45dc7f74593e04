import type { PageField, RootField } from './plan';

/** The largest that a part of an answer can get: values, and bytes as JSON. */
export interface Size {
  readonly values: number;
  readonly bytes: number;
}

/** `null` in an answer. */
export const NULL_BYTES = 4;
/** A sealed position: keys of the declared connections stay far below. */
const CURSOR_BYTES = 512;
const NAME_BYTES = 64;

/** The largest that a field of the root can get, its name included. */
export function sizeOfRoot(field: RootField): Size {
  const own = field.key.length + 4;
  switch (field.kind) {
    case 'entry': {
      const { most } = field.part.rows;
      return { values: 1 + most * field.object.values, bytes: own + 2 + most * (field.object.bytes + 1) };
    }
    case 'united':
      return { values: 1 + field.object.values, bytes: own + Math.max(NULL_BYTES, field.object.bytes) };
    case 'connection':
      return field.fields.reduce<Size>(
        (sum, pageField) => {
          const { values, bytes } = sizeOfPageField(pageField, field.first);
          return { values: sum.values + values, bytes: sum.bytes + pageField.key.length + 4 + bytes };
        },
        { values: 1, bytes: own + NULL_BYTES },
      );
    default:
      return { values: 1, bytes: own + NAME_BYTES };
  }
}

function sizeOfPageField(field: PageField, first: number): Size {
  if (field.kind === 'edges') {
    const one = field.fields.reduce<Size>(
      (sum, { key, ...edge }) => ({
        values: sum.values + (edge.kind === 'node' ? 1 + edge.object.values : 1),
        bytes: sum.bytes + key.length + 4 + (edge.kind === 'node' ? edge.object.bytes : CURSOR_BYTES),
      }),
      { values: 0, bytes: 3 },
    );
    return { values: 1 + first * one.values, bytes: NULL_BYTES + first * one.bytes };
  }
  if (field.kind === 'pageInfo') {
    const bytes = field.fields.reduce((sum, { key }) => sum + key.length + 4 + CURSOR_BYTES, NULL_BYTES);
    return { values: 1 + field.fields.length, bytes };
  }
  return { values: 1, bytes: NAME_BYTES };
}
