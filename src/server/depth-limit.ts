import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { LienThongError } from '../errors';

/**
 * A validation rule: no field lies deeper than `most` fields below the root. Introspection has a rule of its own.
 * Each fragment is measured once, so a document of nested fragments costs no more than its length.
 */
export function depthLimit(most: number): (context: ValidationContext) => ASTVisitor {
  return (context) => {
    const measured = new Map<FragmentDefinitionNode, number>();
    const depthOf = (
      selections: SelectionSetNode | undefined,
      enclosing: ReadonlySet<FragmentDefinitionNode>,
    ): number => {
      let deepest = 0;
      for (const selection of selections?.selections ?? []) {
        if (selection.kind === Kind.FIELD) {
          if (selection.name.value.startsWith('__')) continue;
          deepest = Math.max(deepest, 1 + depthOf(selection.selectionSet, enclosing));
        } else if (selection.kind === Kind.INLINE_FRAGMENT) {
          deepest = Math.max(deepest, depthOf(selection.selectionSet, enclosing));
        } else {
          const fragment = context.getFragment(selection.name.value);
          if (!fragment || enclosing.has(fragment)) continue;
          let depth = measured.get(fragment);
          if (depth === undefined) {
            depth = depthOf(fragment.selectionSet, new Set([...enclosing, fragment]));
            measured.set(fragment, depth);
          }
          deepest = Math.max(deepest, depth);
        }
      }
      return deepest;
    };
    return {
      OperationDefinition(operation) {
        const depth = depthOf(operation.selectionSet, new Set());
        if (depth <= most) return;
        const cause = new LienThongError(
          'DOCUMENT_TOO_DEEP',
          `The document is ${depth} fields deep; ${most} are allowed`,
          {
            depth,
            most,
          },
        );
        context.reportError(new GraphQLError(cause.message, { nodes: [operation], originalError: cause }));
      },
    };
  };
}
