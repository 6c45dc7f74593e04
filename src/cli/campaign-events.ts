import type { Command } from 'commander';
import type { ClientBase } from 'pg';
import { createSubscriptionBook, type Subscription, type SubscriptionBook } from '../campaigns/events/subscriptions';
import { loadSecret } from '../database/installation-secret';
import { withClient } from '../database/with-client';
import { isDemonstration } from '../demo/is-demonstration';
import { actIn, acting, type As, onSession } from './campaign-acting';
import { parseVersion, unknownVersion } from './agreement';
import { findKnown } from '../graph/administration/known-version';
import type { Session } from './session';

/** Who is told of corrections, as commands. */

const LISTED_MOST = 100;

/** `lienthong campaign events …`. */
export function addEvents(parent: Command): void {
  const command = parent.command('events').description('say who is told of corrections by webhooks');
  acting(
    command,
    'add',
    'tell a receiver of every correction from now on; prints the secret that signs its events, once',
  )
    .argument('<url>', 'where events are sent')
    .option(
      '--agreement <id>',
      'the agreement of the partner whose receiver it is; otherwise it is a system of one’s own',
    )
    .action((url: string, { agreement, ...words }: As & { agreement?: string }) =>
      change(words, async (book, actor, client) => {
        if (agreement !== undefined && !(await findKnown(client, agreement, null)))
          throw unknownVersion(agreement, null);
        const { id, secret } = await book.add({ url, agreement: agreement ?? null, actor });
        return `${id}\n${secret}\n`;
      }),
    );
  acting(command, 'list', 'print who is told').action((words: As) =>
    change(words, async (book) => (await book.list()).map(toLine).join('')),
  );
  for (const { name, description, take } of CHANGES) {
    acting(command, name, description)
      .argument('<subscription>', 'its ID, as list prints it')
      .action((id: string, words: As) => change(words, (book, actor) => take(book, id, actor)));
  }
  acting(command, 'given-up', 'print the events that a receiver never took')
    .argument('<subscription>', 'its ID, as list prints it')
    .option('--most <number>', 'so many of them', parseVersion, LISTED_MOST)
    .action((id: string, { most, ...words }: As & { most: number }) =>
      change(words, async (book) =>
        (await book.listGivenUp(id, { most, after: null }))
          .map(({ message, gaveUpAt, lastStatus, lastFault }) =>
            [message, gaveUpAt.toISOString(), lastStatus ?? lastFault ?? ''].join('  '),
          )
          .map((line) => `${line}\n`)
          .join(''),
      ),
    );
  acting(command, 'send-again', 'send what was given up once more')
    .argument('<subscription>', 'its ID, as list prints it')
    .action((id: string, words: As) =>
      change(words, async (book, actor) => `${await book.sendAgain(id, null, actor)} events\n`),
    );
}

const CHANGES: readonly {
  readonly name: string;
  readonly description: string;
  readonly take: (book: SubscriptionBook, id: string, actor: string) => Promise<string>;
}[] = [
  {
    name: 'pause',
    description: 'send nothing until it is resumed; what happens meanwhile is kept',
    take: (book, id, actor) => book.pause(id, actor).then(() => `${id}: paused\n`),
  },
  {
    name: 'resume',
    description: 'send again',
    take: (book, id, actor) => book.resume(id, actor).then(() => `${id}: resumed\n`),
  },
  {
    name: 'remove',
    description: 'end it for good',
    take: (book, id, actor) => book.remove(id, actor).then(() => `${id}: removed\n`),
  },
  {
    name: 'rotate',
    description: 'print a new secret; the one before signs beside it for 24 hours',
    take: (book, id, actor) => book.rotateSecret(id, actor).then((secret) => `${secret}\n`),
  },
];

async function change(
  words: As,
  take: (book: SubscriptionBook, actor: string, client: ClientBase) => Promise<string>,
): Promise<void> {
  await onSession(async (session) => {
    const said = await actIn(session, words, 'applyCampaign', (_client, actor) =>
      withBook(session, (book, client) => take(book, actor, client)),
    );
    process.stdout.write(said);
  });
}

async function withBook<Result>(
  { site, config }: Session,
  work: (book: SubscriptionBook, client: ClientBase) => Promise<Result>,
): Promise<Result> {
  const secret = await loadSecret(config);
  const rules = { loopback: isDemonstration(config), networks: config.receiverNetworks };
  return withClient(site.writer(), (client) =>
    work(createSubscriptionBook({ onDatabase: (ask) => ask(client), secret, rules }), client),
  );
}

function toLine({ id, url, agreement, state, waiting, gaveUp }: Subscription): string {
  return `${[id, state, url, agreement ?? 'own', `${waiting} waiting`, `${gaveUp} given up`].join('  ')}\n`;
}
