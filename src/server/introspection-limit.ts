import { type ASTVisitor, type FieldNode, GraphQLError, type ValidationContext } from 'graphql';
import { LienThongError } from '../errors';

/**
 * A validation rule: a document asks for at most `most` fields of introspection, each under its own name. Without
 * other names no field comes twice, so the schema's size bounds the answer. The queries of graphql-js and GraphiQL fit.
 */
export function introspectionLimit(most: number): (context: ValidationContext) => ASTVisitor {
  return (context) => {
    let fields = 0;
    let refused = false;
    const refuse = (node: FieldNode, message: string): void => {
      if (refused) return;
      refused = true;
      const cause = new LienThongError('DOCUMENT_INVALID', message, { reason: 'INTROSPECTION_TOO_WIDE', most });
      context.reportError(new GraphQLError(cause.message, { nodes: [node], originalError: cause }));
    };
    return {
      Field(node) {
        const name = node.name.value;
        if (name !== '__schema' && name !== '__type' && !context.getParentType()?.name.startsWith('__')) return;
        fields += 1;
        if (node.alias) refuse(node, 'A field of introspection is asked for under its own name');
        if (fields > most) refuse(node, `The document asks for more than ${most} fields of introspection`);
      },
    };
  };
}
