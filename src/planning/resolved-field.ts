import { Arg, Ctx, Field, Query, Resolver } from 'type-graphql';

/** An argument of a field that is declared without a decorator. */
export interface Argument {
  readonly name: string;
  readonly type: () => unknown;
  readonly nullable?: boolean;
  readonly defaultValue?: unknown;
  readonly description: string;
}

/** A field that a function answers: called on the row with the values of the arguments in order, then the context. */
export interface ResolvedField {
  readonly name: string;
  readonly type: () => unknown;
  readonly nullable: boolean;
  readonly description: string;
  readonly arguments?: readonly Argument[];
  readonly resolve: (this: never, ...values: never[]) => unknown;
}

/** Declares a resolved field of an object type. */
export function declareField(prototype: object, field: ResolvedField): void {
  decorate(prototype, field, Field);
}

/** Declares a field of the root; gives the resolver class for the schema. */
export function declareRootField(field: ResolvedField): new () => object {
  class RootFieldResolver {}
  decorate(RootFieldResolver.prototype, field, Query);
  Resolver()(RootFieldResolver);
  return RootFieldResolver;
}

function decorate(prototype: object, field: ResolvedField, declare: typeof Field | typeof Query): void {
  const { name, type, nullable, description, arguments: args = [], resolve } = field;
  const method = { configurable: true, value: resolve };
  Object.defineProperty(prototype, name, method);
  args.forEach(({ name: argument, type: argumentType, ...options }, i) => {
    Arg(argument, argumentType as never, options as never)(prototype, name, i);
  });
  Ctx()(prototype, name, args.length);
  declare(type as never, { nullable, description })(prototype, name, method);
}
