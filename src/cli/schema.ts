import { lexicographicSortSchema, printSchema } from 'graphql';
import { Command, Option } from 'commander';
import { graphSchema } from '../server/graph-schema';
import { printDictionary } from '../planning/dictionary';
import { printView } from '../planning/view/print-view';
import { parseVersion } from './agreement';
import { findAgreement } from './find-agreement';

interface Words {
  readonly dictionary?: true;
  readonly agreement?: string;
  readonly version?: number;
}

/** `lienthong schema`: prints the schema, that of an agreement's view, or the data dictionary. */
export function schemaCommand(): Command {
  return new Command('schema')
    .description('print the schema of the graph in the schema definition language')
    .option('--dictionary', 'print the data dictionary instead: every field with its register, column and class')
    .addOption(
      new Option('--agreement <id>', 'print the schema of what this agreement or mandate grants').conflicts(
        'dictionary',
      ),
    )
    .option('--version <number>', 'of that version; otherwise of the one in force or suspended', parseVersion)
    .action(async ({ dictionary, agreement, version }: Words, command: Command) => {
      if (version !== undefined && agreement === undefined) command.error('error: --version: of which --agreement?');
      const text =
        agreement === undefined
          ? printGraph()
          : printView(graphSchema(), await findAgreement(agreement, version ?? null));
      process.stdout.write(dictionary ? printDictionary(graphSchema) : `${text}\n`);
    });
}

/** The schema as it is committed: sorted, so that a change shows as a small difference. */
export function printGraph(): string {
  return printSchema(lexicographicSortSchema(graphSchema()));
}
