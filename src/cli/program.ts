import { Command } from 'commander';
import { LienThongError } from '../errors';
import { agreementCommand } from './agreement';
import { auditCommand } from './audit';
import { campaignCommand } from './campaign';
import { checkRegisterCommand } from './check-register';
import { demoCommand } from './demo';
import { migrateCommand } from './migrate';
import { planCommand } from './plan';
import { schemaCommand } from './schema';
import { serveCommand } from './serve';
import { tokenCommand } from './token';

const COMMANDS = [
  serveCommand,
  migrateCommand,
  demoCommand,
  checkRegisterCommand,
  schemaCommand,
  planCommand,
  tokenCommand,
  auditCommand,
  agreementCommand,
  campaignCommand,
];

/** Runs one command of `lienthong`; sets the exit code: 0 done, 1 failed or differs, 2 wrong words or environment. */
export async function run(argv: readonly string[]): Promise<void> {
  const program = new Command('lienthong')
    .description('One GraphQL graph over the population, insurance, tax and health registers of Viet Nam')
    .showHelpAfterError()
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .configureOutput({ outputError: (text, write) => write(text) });
  for (const command of COMMANDS) program.addCommand(inherit(command(), program));
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.stderr.write(`${tell(error)}\n`);
    process.exitCode = error instanceof LienThongError && error.code === 'CONFIGURATION_INVALID' ? 2 : 1;
  }
}

/** A command that was made by itself, and those below it, answer wrong words as the program does. */
function inherit(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inherit(child, command);
  return command;
}

function tell(error: unknown): string {
  if (error instanceof LienThongError) return `lienthong: ${error.message}`;
  return error instanceof Error ? `lienthong: ${error.stack ?? error.message}` : `lienthong: ${String(error)}`;
}
