import { useSyncExternalStore } from 'react';
import { findPersonas, issueToken, type Persona } from './personas';

/** As whom this page asks, what for, and what the gateway said to that. */
export interface Access {
  /** The chosen persona's name; null for the public, and outside the demonstration. */
  readonly persona: string | null;
  /** Kept in memory alone, so it is gone when the page is. */
  readonly token: string | null;
  readonly purpose: string;
  readonly caseReference: string;
  /** Why there is no token, or no schema for it; null when all is well. */
  readonly fault: string | null;
}

/** The persona whose view knows the examples about all four registers. */
const FIRST_PERSONA = 'hq-officer';
const FIRST_CASE = 'DEMO/1';
/** What a reload finds again: all but the token. */
const STORED = 'lienthong:access';

let access: Access = { persona: null, token: null, purpose: '', caseReference: '', fault: null };
let personas: readonly Persona[] | null = null;
const listeners = new Set<() => void>();

function set(change: Partial<Access>): void {
  access = { ...access, ...change };
  const { persona, purpose, caseReference } = access;
  sessionStorage.setItem(STORED, JSON.stringify({ persona: persona ?? '', purpose, caseReference }));
  for (const listener of listeners) listener();
}

/** Finds out whether there are personas, and chooses the one of this tab's last visit, or the first. */
export async function loadAccess(): Promise<void> {
  const last = readStored();
  personas = await findPersonas();
  if (!personas) return set({ purpose: last['purpose'] ?? '', caseReference: last['caseReference'] ?? '' });
  const name = last['persona'] ?? FIRST_PERSONA;
  const { purpose, caseReference } = last;
  await choosePersona(name === '' ? null : name, purpose, caseReference);
}

function readStored(): Readonly<Record<string, string | undefined>> {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(STORED) ?? '{}');
    const entries = Object.entries(typeof stored === 'object' && stored !== null ? stored : {});
    return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return {};
  }
}

/** Who can be chosen; null outside the demonstration, where a token is brought along. */
export function offeredPersonas(): readonly Persona[] | null {
  return personas;
}

/** Asks as a persona from now on, or as the public, with its first purpose and a case where it needs one. */
export async function choosePersona(name: string | null, purpose?: string, caseReference?: string): Promise<void> {
  const persona = personas?.find((offered) => offered.name === name) ?? null;
  const codes = persona?.purposes.map(({ code }) => code) ?? [];
  set({
    persona: persona?.name ?? null,
    token: null,
    purpose: (purpose !== undefined && codes.includes(purpose) ? purpose : codes[0]) ?? '',
    caseReference: caseReference ?? (persona?.needsCase ? FIRST_CASE : ''),
    fault: null,
  });
  if (persona) await renewToken();
}

/** Gets the chosen persona a new token. False when there is no persona, or no token to be had for it. */
export async function renewToken(): Promise<boolean> {
  const { persona } = access;
  if (persona === null) return false;
  try {
    const token = await issueToken(persona);
    if (access.persona !== persona) return false;
    set({ token, fault: null });
    return true;
  } catch (error) {
    if (access.persona === persona) set({ fault: error instanceof Error ? error.message : String(error) });
    return false;
  }
}

export function changeAccess(change: Partial<Pick<Access, 'token' | 'purpose' | 'caseReference'>>): void {
  set(change);
}

/** Notes why the gateway gave no schema; null when it gave one. */
export function noteFault(fault: string | null): void {
  if (access.fault !== fault) set({ fault });
}

/** The headers by which the gateway knows who asks, what for and for which case. */
export function accessHeaders(): Readonly<Record<string, string>> {
  const { token, purpose, caseReference } = access;
  if (token === null) return {};
  return {
    authorization: `Bearer ${token}`,
    ...(purpose === '' ? {} : { 'lienthong-purpose': purpose }),
    ...(caseReference === '' ? {} : { 'lienthong-case': caseReference }),
  };
}

export function useAccess(): Access {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => access,
  );
}
