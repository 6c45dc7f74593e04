import type { ClientBase } from 'pg';
import type { Agreement, ResolvedGrants } from '../../agreements/agreement';
import {
  type AgreementState,
  type AgreementVersion,
  listNewest,
  proposeVersion,
} from '../../agreements/agreement-store';
import { takeTurn } from '../../agreements/decisions';
import { parseAgreement } from '../../agreements/parse-agreement';
import { LienThongError } from '../../errors';
import { activate, resume, suspend } from './decide';
import { type AgreementFault, faultsOf, NO_SUCH_ID, whyNoReason } from './faults';
import { findKnown, getKnown, type KnownVersion, withDecisions } from './known-version';

/** What came of a proposal or decision: the version as it stands now, or why nothing was changed. */
export type Outcome =
  | { readonly version: KnownVersion; readonly faults: readonly [] }
  | { readonly version: null; readonly faults: readonly AgreementFault[] };

/** The agreements of an installation in the hands of one person, who is on record for whatever they change. */
export interface Administration {
  /** By ID, newest versions first; those of a state, or all. */
  list(state: AgreementState | null, most: number): Promise<readonly KnownVersion[]>;
  /** A version; without its number the one in force or suspended, or else the newest. Null when there is none. */
  find(id: string, version: number | null): Promise<KnownVersion | null>;
  /** Stores the next version of what a JSON text says. */
  propose(document: string): Promise<Outcome>;
  /**
   * Puts a proposed version in force, in place of any other; without its number the newest. Somebody else must have
   * proposed it.
   */
  activate(id: string, version: number | null): Promise<Outcome>;
  /** Takes the version in force out of force at once. */
  suspend(id: string, reason: string): Promise<Outcome>;
  /** Puts the suspended version in force again. Somebody else must have suspended it. */
  resume(id: string, reason: string | null): Promise<Outcome>;
  /** The schema of a version's view in the schema definition language. */
  printView(version: AgreementVersion): Promise<string>;
}

export interface AdministrationOptions {
  /** Issuer and subject of who acts. */
  readonly actor: string;
  /** Works on a connection as the gateway's writer; nobody else has it meanwhile. */
  readonly onDatabase: <Result>(work: (client: ClientBase) => Promise<Result>) => Promise<Result>;
  /** Resolves the grants of an agreement. Throws AGREEMENT_INVALID. */
  readonly resolve: (agreement: Agreement) => ResolvedGrants;
  /** Told after every change. */
  readonly changed: () => Promise<void>;
  readonly printView: (version: AgreementVersion) => Promise<string>;
}

const ID_FORM = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export function createAdministration(options: AdministrationOptions): Administration {
  const { actor, onDatabase, resolve, changed, printView } = options;

  /** Changes something about an agreement while nobody else does; all of it or nothing. */
  const change = async (id: string, work: (client: ClientBase) => Promise<number>): Promise<Outcome> => {
    if (!ID_FORM.test(id)) return { version: null, faults: [NO_SUCH_ID] };
    try {
      const version = await onDatabase(async (client) => {
        const number = await inTransaction(client, async () => {
          await takeTurn(client, id);
          return work(client);
        });
        return getKnown(client, id, number);
      });
      await changed();
      return { version, faults: [] };
    } catch (error) {
      return { version: null, faults: faultsOf(error) };
    }
  };

  return {
    list: (state, most) => onDatabase(async (client) => withDecisions(client, await listNewest(client, state, most))),
    find: async (id, version) => (ID_FORM.test(id) ? onDatabase((client) => findKnown(client, id, version)) : null),
    propose: async (document) => {
      let body: { agreement: Agreement; grants: ResolvedGrants };
      try {
        const agreement = parseAgreement(parseJson(document));
        body = { agreement, grants: resolve(agreement) };
      } catch (error) {
        return { version: null, faults: faultsOf(error) };
      }
      return change(body.agreement.id, (client) => proposeVersion(client, body, actor));
    },
    activate: (id, version) => change(id, (client) => activate(client, { id, version, actor })),
    suspend: async (id, reason) => {
      const fault = whyNoReason(reason);
      return fault
        ? { version: null, faults: [fault] }
        : change(id, (client) => suspend(client, { id, actor, reason: reason.trim() }));
    },
    resume: async (id, reason) => {
      const fault = reason === null ? null : whyNoReason(reason);
      return fault
        ? { version: null, faults: [fault] }
        : change(id, (client) => resume(client, { id, actor, reason: reason?.trim() ?? null }));
    },
    printView,
  };
}

/** Reads a JSON text. Throws AGREEMENT_INVALID. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LienThongError('AGREEMENT_INVALID', 'document: it is no JSON', {}, { cause });
  }
}

async function inTransaction<Result>(client: ClientBase, work: () => Promise<Result>): Promise<Result> {
  await client.query('begin');
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
