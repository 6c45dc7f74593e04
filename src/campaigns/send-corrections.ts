import { hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, type ClientBase, type ClientConfig, DatabaseError } from 'pg';
import { columnsOf } from './columns';
import type { CorrectedRegister } from '../database/roles';
import { LeaseLost } from './units';

/**
 * Applies corrections of personal IDs to a register: what comes in are corrections with what each record was thought to be;
 * what holds afterwards is that each has been applied exactly once, with a history row and an event to tell, or is known to
 * be a conflict. The register's function decides a correction once, by its number, so that one whose answer was lost is sent
 * again without harm.
 */

/** A correction of one record's personal ID. */
export interface Correction {
  /** By which the register knows it again: `nameCorrection`. */
  readonly id: string;
  readonly recordKey: string;
  /** What the record was when the correction was proposed; another version or another ID is a conflict. */
  readonly version: number;
  readonly before: string | null;
  readonly after: string | null;
  /** Since when the ID is verified, yyyy-mm-dd; for registers that keep it. */
  readonly verified: string | null;
}

/** Applied, now or before, or a conflict: the record was not as it was thought to be, and nothing was changed. */
export type CorrectionOutcome = 'APPLIED' | 'CONFLICT';

/** On whose behalf corrections are sent: a holder of a lease whose fence is older than another's has no effect. */
export interface Leaseholder {
  readonly campaign: string;
  readonly lease: string;
  readonly fence: number;
}

/**
 * The number of a correction: the same for the same proposal, whoever sends it and how often. It begins with what names the part
 * of the campaign, so that corrections that are made together lie together in every index.
 */
export function nameCorrection(
  { campaign, part }: { readonly campaign: string; readonly part: number },
  register: CorrectedRegister,
  recordKey: string,
  proposal: number,
): string {
  const place = hash('sha256', JSON.stringify([campaign, part]));
  const digits = hash('sha256', JSON.stringify([campaign, register, recordKey, proposal]));
  // A UUID of version 8, whose bits are the maker's own (RFC 9562).
  const variant = ((Number.parseInt(digits.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    place.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}

/** The corrections' numbers go as one array each; at most so many at a time. */
export const CORRECTIONS_MOST = 1_000;

const APPLY = {
  name: 'campaign: apply corrections',
  text: `select correction, outcome from correction.apply($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
};
/** The register's refusal of a leaseholder whose lease has passed on. */
const LEASE_HAS_PASSED_ON = 'LT001';

/**
 * Sends corrections once, in one transaction. Gives what became of each, by its number. Throws LeaseLost when another holder
 * has come after; when the connection breaks it is not known whether anything was applied, and they have to be sent again.
 */
export async function applyOnce(
  client: ClientBase,
  { campaign, lease, fence }: Leaseholder,
  corrections: readonly Correction[],
): Promise<ReadonlyMap<string, CorrectionOutcome>> {
  if (corrections.length > CORRECTIONS_MOST)
    throw new RangeError(`more than ${CORRECTIONS_MOST} corrections at a time`);
  const column = columnsOf(corrections);
  try {
    const { rows } = await client.query<{ correction: string; outcome: string }>({
      ...APPLY,
      values: [
        campaign,
        lease,
        fence,
        column(({ id }) => id),
        column(({ recordKey }) => recordKey),
        column(({ version }) => version),
        column(({ before }) => before),
        column(({ after }) => after),
        column(({ verified }) => verified),
      ],
    });
    return new Map(
      rows.map(({ correction, outcome }) => [correction, outcome === 'CONFLICT' ? 'CONFLICT' : 'APPLIED']),
    );
  } catch (cause) {
    if (cause instanceof DatabaseError && cause.code === LEASE_HAS_PASSED_ON) throw new LeaseLost(lease, { cause });
    throw cause;
  }
}

/** The way to a register for corrections, which is opened again when it breaks. */
export interface CorrectionWay {
  /** Applies corrections, and sends them again until it is known what became of each. Throws LeaseLost, or what does not end. */
  apply(holder: Leaseholder, corrections: readonly Correction[]): Promise<ReadonlyMap<string, CorrectionOutcome>>;
  /** What the register decided about corrections; those that never came to it are not among them. */
  outcomes(corrections: readonly string[]): Promise<ReadonlyMap<string, CorrectionOutcome>>;
  close(): Promise<void>;
}

const OUTCOMES = {
  name: 'campaign: outcomes of corrections',
  text: 'select correction, outcome from correction.outcomes($1)',
};

/** How often corrections are sent before it is given up, and the pauses in between, in milliseconds. */
const ATTEMPTS = 8;
const PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 3_000;

/** Whether a register cannot take a value, whoever sends it and when: its rules or its types are against it. */
export function isOfValues(error: unknown): boolean {
  return error instanceof DatabaseError && /^2[23]/.test(error.code ?? '');
}

/** `connection` is asked anew for each connection; `onConnected` is told of each before it is used. */
export function openCorrectionWay(
  connection: () => ClientConfig,
  onConnected: (client: Client) => Promise<void> = () => Promise.resolve(),
): CorrectionWay {
  let open: Client | null = null;
  const connect = async (): Promise<Client> => {
    if (open) return open;
    const client = new Client(connection());
    // The statement that is under way fails with it.
    client.on('error', () => undefined);
    await client.connect();
    await onConnected(client);
    open = client;
    return client;
  };
  const leave = (): void => {
    const client = open;
    open = null;
    void client?.end().catch(() => undefined);
  };
  const again = async <Result>(ask: (client: Client) => Promise<Result>): Promise<Result> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await ask(await connect());
      } catch (cause) {
        leave();
        const isFinal = cause instanceof LeaseLost || cause instanceof RangeError || isOfValues(cause);
        if (isFinal || attempt === ATTEMPTS) throw cause;
        await delay(Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** (attempt - 1)));
      }
    }
  };
  return {
    apply: (holder, corrections) => again((client) => applyOnce(client, holder, corrections)),
    outcomes: (corrections) =>
      again(async (client) => {
        const { rows } = await client.query<{ correction: string; outcome: CorrectionOutcome }>({
          ...OUTCOMES,
          values: [corrections],
        });
        return new Map(rows.map(({ correction, outcome }) => [correction, outcome]));
      }),
    close: async () => {
      const client = open;
      open = null;
      await client?.end();
    },
  };
}
