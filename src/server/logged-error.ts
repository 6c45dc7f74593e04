import { DatabaseError } from 'pg';

/**
 * What the log keeps of an error that is not ours: its kind, the place in the code, and its message without what may be
 * a person's. Drivers and databases repeat values in their messages and, worse, in their details, so those stay out.
 */
export function toLogged(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code } = error as { code?: unknown };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    message: error instanceof DatabaseError && !isOfServer(error) ? '…' : withoutPersons(error.message),
    ...(typeof code === 'string' ? { code } : {}),
    stack: frames.join('\n'),
    ...(error.cause instanceof Error ? { cause: toLogged(error.cause) } : {}),
  };
}

/** Classes of SQLSTATE whose messages tell of the server and of names in it; the others are about rows, or a register's own. */
const OF_SERVER = /^(?:0[8A]|25|28|3[DF]|40|42|5[3-8]|F0|XX)/;

function isOfServer({ code }: DatabaseError): boolean {
  return OF_SERVER.test(code ?? '');
}

/** A quoted value after a colon is what a database refused; six digits in a row may be of an identifier. */
function withoutPersons(message: string): string {
  return message.replace(/: ".*"/gs, ': …').replace(/\d{6,}/g, '…');
}
