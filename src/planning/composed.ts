import 'reflect-metadata';
import { ObjectType } from 'type-graphql';

const composed = new Set<string>();

/**
 * Declares an object type that no register holds as it is: pages, payloads, statements of provenance. Its fields have
 * hand-written resolvers or plain values.
 */
export function composedType(description: string): (type: abstract new (...args: never[]) => object) => void {
  return (type) => {
    ObjectType({ description })(type);
    composed.add(type.name);
  };
}

/** Whether an object type of this name was declared as composed. */
export function isComposed(name: string): boolean {
  return composed.has(name);
}
