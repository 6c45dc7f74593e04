import { type ASTVisitor, GraphQLError, OperationTypeNode, type ValidationContext } from 'graphql';
import { LienThongError } from '../errors';

/**
 * A validation rule: the graph answers queries, and mutations in a view that has some. Everything else is a fault of the
 * document; the answer is the same whether other views have mutations or not.
 */
export function queriesOnly(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      if (node.operation === OperationTypeNode.QUERY) return;
      if (node.operation === OperationTypeNode.MUTATION && context.getSchema().getMutationType()) return;
      const cause = new LienThongError('DOCUMENT_INVALID', `The graph answers queries; this is a ${node.operation}`, {
        reason: 'NOT_A_QUERY',
      });
      context.reportError(new GraphQLError(cause.message, { nodes: [node], originalError: cause }));
    },
  };
}
