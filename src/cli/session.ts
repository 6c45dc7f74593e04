import pino, { type Logger } from 'pino';
import { type Config, readConfig } from '../config';
import { openSite, type Site } from '../database/site';

/** What every command starts from. */
export interface Session {
  readonly config: Config;
  readonly log: Logger;
  readonly site: Site;
}

/** JSON log lines on standard error: standard output belongs to what a command prints for programs. */
export function openLog(level: string): Logger {
  return pino({ name: 'lienthong', level }, pino.destination({ fd: 2, sync: true }));
}

/** Opens the databases for one command, runs it, and closes them whatever happens. */
export async function inSession<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
  const config = readConfig();
  const log = openLog(config.logLevel);
  const site = await openSite(config, { log });
  try {
    return await work({ config, log, site });
  } finally {
    await site.close();
  }
}
