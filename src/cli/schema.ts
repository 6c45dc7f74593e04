import { lexicographicSortSchema, printSchema } from 'graphql';
import { Command } from 'commander';
import { graphSchema } from '../graph/schema';
import { printDictionary } from '../planning/dictionary';

/** `lienthong schema`: prints the schema, or the data dictionary; needs no database. */
export function schemaCommand(): Command {
  return new Command('schema')
    .description('print the schema of the graph in the schema definition language')
    .option('--dictionary', 'print the data dictionary instead: every field with its register, column and class')
    .action(({ dictionary }: { dictionary?: boolean }) => {
      process.stdout.write(dictionary ? printDictionary(graphSchema) : `${printGraph()}\n`);
    });
}

/** The schema as it is committed: sorted, so that a change shows as a small difference. */
export function printGraph(): string {
  return printSchema(lexicographicSortSchema(graphSchema()));
}
