import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode, visit } from 'graphql';

/**
 * How many fields the widest selection below the root of a valid document has, those of its fragments included: no row takes more
 * values than this. Fragments are measured once each.
 */
export function widthOf(document: DocumentNode): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, number>();
  const widthOfSet = ({ selections }: SelectionSetNode): number =>
    selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FIELD) return sum + 1;
      if (selection.kind === Kind.INLINE_FRAGMENT) return sum + widthOfSet(selection.selectionSet);
      return sum + widthOfFragment(selection.name.value);
    }, 0);
  const widthOfFragment = (name: string): number => {
    const known = measured.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    const width = fragment ? widthOfSet(fragment.selectionSet) : 0;
    measured.set(name, width);
    return width;
  };
  let widest = 1;
  visit(document, {
    Field: ({ selectionSet }) => {
      if (selectionSet) widest = Math.max(widest, widthOfSet(selectionSet));
    },
  });
  return widest;
}
