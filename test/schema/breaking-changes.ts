import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

/** A change that breaks programs which were written for the graph before it, and why it was made all the same. */
export interface DeclaredBreak {
  /** The change in the words of graphql-inspector, as the failing test prints it. */
  readonly change: string;
  readonly reason: string;
}

/** The breaks that are owned up to, in schema/breaking-changes.json. Throws when one comes without a reason. */
export function readDeclaredBreaks(): readonly DeclaredBreak[] {
  const file = join(__dirname, '..', '..', 'schema', 'breaking-changes.json');
  const declared = JSON.parse(readFileSync(file, 'utf8')) as readonly DeclaredBreak[];
  const bare = declared.find(({ change, reason }) => !change || !reason);
  if (bare) throw new Error(`schema/breaking-changes.json: a change and a reason are wanted: ${JSON.stringify(bare)}`);
  return declared;
}

/** What breaks from one version of the schema to the next and is not declared. */
export async function findUndeclaredBreaks(
  before: string,
  after: string,
  declared: readonly DeclaredBreak[],
): Promise<readonly string[]> {
  const changes = await diff(buildSchema(before), buildSchema(after));
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ message }) => message)
    .filter((message) => !declared.some(({ change }) => change === message));
}
