import { Command } from 'commander';
import { readConfig } from '../config';
import { loadSecret } from '../database/installation-secret';
import { signPersonaToken } from '../demo/demonstration-issuer';
import { LienThongError } from '../errors';
import { actorOf, listPersonas } from './persona';

/** `lienthong token <persona>`: prints an access token of the demonstration and nothing else. */
export function tokenCommand(): Command {
  return new Command('token')
    .description('print an access token of the demonstration for one of its personas, valid for 12 hours')
    .argument('[persona]', 'who is to ask')
    .option('--list', 'print the personas with their descriptions instead')
    .addHelpText('after', `\nPersonas:\n${listPersonas()}`)
    .action(async (persona: string | undefined, { list }: { list?: boolean }) => {
      if (list) {
        process.stdout.write(listPersonas());
        return;
      }
      if (persona === undefined) throw new LienThongError('CONFIGURATION_INVALID', NO_PERSONA);
      const config = readConfig();
      const actor = await actorOf(persona, { config });
      process.stdout.write(`${await signPersonaToken(await loadSecret(config), actor, new Date())}\n`);
    });
}

const NO_PERSONA = `for whom? One of\n${listPersonas().trimEnd()}`;
