/**
 * Brings packages and dist/ up to date. `log` takes one line of text; `development` asks for the development packages
 * too. Rejects with an error whose message tells a person what to do.
 */
export function prepare(options?: { log?: (line: string) => void; development?: boolean }): Promise<void>;
