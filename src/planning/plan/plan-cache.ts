import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { BoundedMap } from '../../values/bounded-map';
import type { ViewRules } from '../view/rules';
import { compile } from './compile';
import type { Compiled } from './plan';
import { type ShapeOfVariables, shaperOf } from './variables-shape';

/** An operation as it was asked for, parsed and valid. */
export interface Operation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Tells the document's text from every other. */
  readonly documentHash: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Letters of the documents whose plans are kept: a plan takes some hundred bytes for each letter of its document. */
const LETTERS_MOST = 500_000;

/** The plans of one view, by document, operation and shape of the variables; those used last are kept. */
export class PlanCache {
  private readonly plans = new BoundedMap<string, Compiled>(LETTERS_MOST);
  private readonly shapers = new BoundedMap<string, ShapeOfVariables>(LETTERS_MOST);

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly rules: ViewRules,
  ) {}

  /** The plan of an operation, compiled when it is not kept. */
  get({ document, operation, documentHash, variables }: Operation): Compiled {
    const letters = document.loc?.end ?? 1_000;
    const name = `${documentHash} ${operation.name?.value ?? ''}`;
    let shapeOf = this.shapers.get(name);
    if (!shapeOf) {
      shapeOf = shaperOf(this.schema, operation);
      this.shapers.set(name, shapeOf, letters);
    }
    const key = `${name} ${shapeOf(variables)}`;
    let compiled = this.plans.get(key);
    if (!compiled) {
      compiled = compile(this.schema, this.rules, document, operation, variables);
      this.plans.set(key, compiled, letters);
    }
    return compiled;
  }

  get size(): number {
    return this.plans.size;
  }
}
