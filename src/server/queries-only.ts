import { type ASTVisitor, GraphQLError, OperationTypeNode, type ValidationContext } from 'graphql';
import { LienThongError } from '../errors';

/** A validation rule: the graph answers queries, so mutations and subscriptions are faults of the document. */
export function queriesOnly(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      if (node.operation === OperationTypeNode.QUERY) return;
      const cause = new LienThongError('DOCUMENT_INVALID', `The graph answers queries; this is a ${node.operation}`, {
        reason: 'NOT_A_QUERY',
      });
      context.reportError(new GraphQLError(cause.message, { nodes: [node], originalError: cause }));
    },
  };
}
