/** Somebody of the demonstration, as GET /graphiql/personas of the gateway describes them. */
export interface Persona {
  readonly name: string;
  readonly description: string;
  readonly purposes: readonly { readonly code: string; readonly words: string }[];
  readonly needsCase: boolean;
}

/** The personas of this gateway; null where it has none, because it is no demonstration. */
export async function findPersonas(): Promise<readonly Persona[] | null> {
  const answer = await fetch('/graphiql/personas', { credentials: 'omit' });
  if (!answer.ok) return null;
  return ((await answer.json()) as { personas: readonly Persona[] }).personas;
}

/** An access token for a persona. Throws with the gateway's own words when it gives none. */
export async function issueToken(persona: string): Promise<string> {
  const answer = await fetch('/graphiql/token', {
    method: 'POST',
    credentials: 'omit',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ persona }),
  });
  const told = (await answer.json()) as { token?: string; errors?: readonly { message: string }[] };
  if (told.token === undefined) throw new Error(told.errors?.[0]?.message ?? `There is no token for ${persona}`);
  return told.token;
}
