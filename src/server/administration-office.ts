import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GraphQLSchema } from 'graphql';
import { type ClientBase, type ClientConfig, DatabaseError } from 'pg';
import type { VersionBody } from '../agreements/agreement-store';
import type { PurposeCode } from '../agreements/purposes';
import { openPool } from '../database/writer-pool';
import { LienThongError } from '../errors';
import { type Administration, createAdministration } from '../graph/administration/administration';
import type { Actor } from '../identity/actor';
import { resolveGrants } from '../planning/view/grants';
import { printView } from '../planning/view/print-view';
import { BoundedMap } from '../values/bounded-map';

/** Where agreements are administered: a few connections as the gateway's writer, which open when they are needed. */
export interface AdministrationOffice {
  /** The agreements in the hands of an actor. Throws PURPOSE_NOT_GRANTED when they ask for another purpose. */
  administrationOf(actor: Actor, purpose: PurposeCode | null): Administration;
  close(): Promise<void>;
}

export interface OfficeOptions {
  readonly graph: GraphQLSchema;
  /** How to connect as the writer; asked anew for each connection. */
  readonly connection: () => ClientConfig;
  /** Told after every change. */
  readonly changed: () => Promise<void>;
}

/** The purpose for which agreements are administered. */
export const ADMINISTRATION = 'administration' satisfies PurposeCode;

/** Fields of one request share them; a database that hangs holds up nothing else. */
const CONNECTIONS_MOST = 2;
/** Characters of printed views that are kept; a view of everything has some 100,000. */
const PRINTED_MOST = 10_000_000;

export function openAdministrationOffice({ graph, connection, changed }: OfficeOptions): AdministrationOffice {
  const pool = openPool(connection, CONNECTIONS_MOST);
  const onDatabase = async <Result>(work: (client: ClientBase) => Promise<Result>): Promise<Result> => {
    const client = await pool.connect().catch((cause: unknown) => {
      throw unavailable(cause);
    });
    let failure: unknown = null;
    try {
      return await work(client);
    } catch (error) {
      failure = error;
      throw error instanceof LienThongError || error instanceof DatabaseError ? error : unavailable(error);
    } finally {
      client.release(failure !== null && !(failure instanceof LienThongError));
    }
  };
  const printed = new BoundedMap<string, string>(PRINTED_MOST);
  let printing: Promise<unknown> = Promise.resolve();
  const print = async (version: VersionBody & { readonly hash: string }): Promise<string> => {
    // One after the other and each in a turn of its own: printing a view takes some 20 ms of the event loop.
    const text = printing.then(async () => {
      const known = printed.get(version.hash);
      if (known !== undefined) return known;
      await nextTurn();
      const made = printView(graph, version);
      printed.set(version.hash, made, made.length);
      return made;
    });
    printing = text.catch(() => undefined);
    return text;
  };
  return {
    administrationOf: ({ issuer, subject }, purpose) => {
      if (purpose !== ADMINISTRATION) throw otherPurpose();
      return createAdministration({
        actor: `${issuer} ${subject}`,
        onDatabase,
        resolve: (agreement) => resolveGrants(graph, agreement),
        changed,
        printView: print,
      });
    },
    close: () => pool.end(),
  };
}

/** What is done to agreements is on record for what it is, also where a mandate has other purposes beside. */
function otherPurpose(): LienThongError {
  const message = `Agreements are administered for the purpose ${ADMINISTRATION}, which Lienthong-Purpose names`;
  return new LienThongError('PURPOSE_NOT_GRANTED', message, { purposes: [ADMINISTRATION] });
}

function unavailable(cause: unknown): LienThongError {
  return new LienThongError('AGREEMENTS_UNAVAILABLE', 'Agreements cannot be read or changed now', {}, { cause });
}
