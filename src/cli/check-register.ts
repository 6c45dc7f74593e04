import { Argument, Command } from 'commander';
import { graphSchema } from '../server/graph-schema';
import { compareRegister, contractOf } from '../planning/contract';
import { type Database, DATABASES } from '../values/databases';
import { inSession } from './session';

/** `lienthong check-register <name>`: whether a register is as the gateway expects it. Exit code 1 when it is not. */
export function checkRegisterCommand(): Command {
  return new Command('check-register')
    .description('compare a register with the declared views, columns, types, indexes and rights')
    .addArgument(new Argument('<name>', 'which register').choices(DATABASES))
    .action((name: Database) =>
      inSession(async ({ site }) => {
        graphSchema();
        await site.look(name);
        const differences = await compareRegister(site.reader(name), name);
        for (const { kind, text } of differences) process.stdout.write(`${kind.padEnd(9)} ${text}\n`);
        const faults = differences.filter(({ kind }) => kind !== 'surplus').length;
        const contract = contractOf(name);
        const columns = contract.reduce((sum, view) => sum + Object.keys(view.columns).length, 0);
        const lookups = contract.reduce((sum, view) => sum + view.lookups.length, 0);
        process.stdout.write(
          `${name}: ${faults} differences in ${contract.length} views, ${columns} columns and ${lookups} look-ups\n`,
        );
        if (faults > 0) process.exitCode = 1;
      }),
    );
}
