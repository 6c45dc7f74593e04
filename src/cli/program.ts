/* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/consistent-type-imports -- an import would load all commands for each of them */
import { Command } from 'commander';
import { LienThongError } from '../errors';

/** Each command by its name, loaded when it is asked for: most need a part of the product, and start in a fifth of the time. */
const COMMANDS: Readonly<Record<string, () => Command>> = {
  serve: () => (require('./serve') as typeof import('./serve')).serveCommand(),
  migrate: () => (require('./migrate') as typeof import('./migrate')).migrateCommand(),
  demo: () => (require('./demo') as typeof import('./demo')).demoCommand(),
  'check-register': () => (require('./check-register') as typeof import('./check-register')).checkRegisterCommand(),
  schema: () => (require('./schema') as typeof import('./schema')).schemaCommand(),
  plan: () => (require('./plan') as typeof import('./plan')).planCommand(),
  token: () => (require('./token') as typeof import('./token')).tokenCommand(),
  audit: () => (require('./audit') as typeof import('./audit')).auditCommand(),
  agreement: () => (require('./agreement') as typeof import('./agreement')).agreementCommand(),
  campaign: () => (require('./campaign') as typeof import('./campaign')).campaignCommand(),
};

/** Runs one command of `lienthong`; sets the exit code: 0 done, 1 failed or differs, 2 wrong words or environment. */
export async function run(argv: readonly string[]): Promise<void> {
  const program = new Command('lienthong')
    .description('One GraphQL graph over the population, insurance, tax and health registers of Viet Nam')
    .showHelpAfterError()
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .configureOutput({ outputError: (text, write) => write(text) });
  try {
    for (const load of asked(argv)) program.addCommand(inherit(load(), program));
    await program.parseAsync(argv);
  } catch (error) {
    process.stderr.write(`${tell(error)}\n`);
    process.exitCode = error instanceof LienThongError && error.code === 'CONFIGURATION_INVALID' ? 2 : 1;
  }
}

/** The command that is named; all of them for whoever asks for help or names none that there is. */
function asked([, , name = '']: readonly string[]): readonly (() => Command)[] {
  const named = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return named ? [named] : Object.values(COMMANDS);
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
