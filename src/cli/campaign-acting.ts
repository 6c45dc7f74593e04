import type { Command } from 'commander';
import type { ClientBase } from 'pg';
import type { Mandate } from '../campaigns/campaign-store';
import { readConfig } from '../config';
import { withClient } from '../database/with-client';
import type { Disclosure } from '../planning/view/disclosure';
import { actAs, requirePersonas } from './act-as';
import { inSession, type Session } from './session';

/** What commands have in common by which somebody does something with a campaign. */

/** Who acts, by the words of a command. */
export interface As {
  readonly as: string;
  readonly case?: string;
}

/** A command by which somebody acts, and is on record for it. */
export function acting(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .requiredOption('--as <persona>', 'who acts; `lienthong token --list` prints the personas')
    .option('--case <reference>', 'the reference of the case, for the record');
}

/** What is done, on a connection as the gateway’s writer, by an issuer and subject. */
export type Action<Result> = (
  client: ClientBase,
  actor: string,
  by: { readonly under: Mandate; readonly disclosure: Disclosure },
) => Promise<Result>;

export async function act<Result>(words: As, mutation: string, take: Action<Result>): Promise<Result> {
  return onSession((session) => actIn(session, words, mutation, take));
}

export async function actIn<Result>(
  session: Session,
  { as: persona, case: caseReference }: As,
  coordinate: string | { readonly coordinate: string; readonly discloses: readonly string[] },
  take: Action<Result>,
): Promise<Result> {
  requirePersonas(readConfig());
  return actAs(
    session,
    {
      persona,
      caseReference: caseReference ?? null,
      purpose: 'campaign',
      ...(typeof coordinate === 'string' ? { coordinate: `Mutation.${coordinate}` } : coordinate),
    },
    ({ actor: { issuer, subject }, agreement, disclosure }) => {
      const under = { id: agreement.agreement.id, version: agreement.version };
      return onGateway(session, (client) => take(client, `${issuer} ${subject}`, { under, disclosure }));
    },
  );
}

export async function onSession<Result>(run: (session: Session) => Promise<Result>): Promise<Result> {
  return inSession(async (session) => {
    await session.site.look('gateway');
    return run(session);
  });
}

export async function onGateway<Result>(
  { site }: Session,
  work: (client: ClientBase) => Promise<Result>,
): Promise<Result> {
  return withClient(site.writer(), work);
}
