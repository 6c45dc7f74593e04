import {
  type ASTVisitor,
  type FieldNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { LienThongError } from '../errors';

/** A validation rule: a document gives at most `most` fields another name, each counted where it is written. */
export function aliasLimit(most: number): (context: ValidationContext) => ASTVisitor {
  return (context) => {
    const aliased: FieldNode[] = [];
    return {
      Field(node) {
        if (node.alias) aliased.push(node);
      },
      Document: {
        leave() {
          const { length: aliases } = aliased;
          if (aliases <= most) return;
          const message = `The document has ${aliases} aliases, and ${most} are allowed`;
          const cause = new LienThongError('TOO_MANY_ALIASES', message, { aliases, most });
          context.reportError(
            new GraphQLError(message, { nodes: aliased.slice(most, most + 1), originalError: cause }),
          );
        },
      },
    };
  };
}

/** A validation rule: an operation asks for at most `most` fields of the root, those of fragments among them. */
export function rootFieldLimit(most: number): (context: ValidationContext) => ASTVisitor {
  return (context) => ({
    OperationDefinition(operation) {
      const fields = countRootFields(context, operation);
      if (fields <= most) return;
      const message = `The operation asks for ${fields} fields of the root, and ${most} are allowed`;
      const cause = new LienThongError('TOO_MANY_ROOT_FIELDS', message, { fields, most });
      context.reportError(new GraphQLError(message, { nodes: [operation], originalError: cause }));
    },
  });
}

/** A fragment is counted once, since the fields of its second spread merge with those of the first. */
function countRootFields(context: ValidationContext, operation: OperationDefinitionNode): number {
  const spread = new Set<string>();
  const count = ({ selections }: SelectionSetNode): number =>
    selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FIELD) return sum + 1;
      if (selection.kind === Kind.INLINE_FRAGMENT) return sum + count(selection.selectionSet);
      const name = selection.name.value;
      const fragment = context.getFragment(name);
      if (!fragment || spread.has(name)) return sum;
      spread.add(name);
      return sum + count(fragment.selectionSet);
    }, 0);
  return count(operation.selectionSet);
}
