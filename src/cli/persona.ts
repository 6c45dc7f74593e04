import { DatabaseError } from 'pg';
import { type Config, URL_VARIABLES } from '../config';
import { openSite, type Site } from '../database/site';
import { withClient } from '../database/with-client';
import { findDemonstrationCitizen } from '../demo/find-citizen';
import { isDemonstration } from '../demo/is-demonstration';
import { findPersona, type Persona, PERSONAS, toPersonaActor } from '../demo/personas';
import { LienThongError } from '../errors';
import type { Actor } from '../identity/actor';
import type { PersonalId } from '../values/personal-id';
import { openLog } from './session';

/** Every persona with its description, a line each. */
export function listPersonas(): string {
  const width = Math.max(...PERSONAS.map(({ name }) => name.length));
  return PERSONAS.map(({ name, description }) => `  ${name.padEnd(width)}  ${description}\n`).join('');
}

/**
 * The actor that a persona is; with `site` in a session of its own, without one in the databases that are opened for it when
 * they are needed. Throws CONFIGURATION_INVALID for an unknown name and outside the demonstration, and DATABASE_FAILED when
 * there is no nation yet whose citizen could be one.
 */
export async function actorOf(name: string, { config, site }: { config: Config; site?: Site }): Promise<Actor> {
  const persona = getPersona(name);
  requireDemonstration(config);
  return toPersonaActor(persona, () => (site ? findCitizen(site) : findCitizenAlone(config)));
}

function getPersona(name: string): Persona {
  const persona = findPersona(name);
  if (persona === null) throw wrong(`there is no such persona, but\n${listPersonas().trimEnd()}`);
  return persona;
}

function requireDemonstration(config: Config): void {
  if (isDemonstration(config)) return;
  const variables = Object.entries(URL_VARIABLES).filter(([database]) => database in config.urls);
  const set = [
    ...variables.map(([, variable]) => variable),
    ...(config.issuersFile === null ? [] : ['LIENTHONG_ISSUERS']),
  ];
  throw wrong(
    `personas belong to the demonstration, and this is none, because of ${set.join(', ')}: ` +
      'access tokens come from the issuers of this site',
  );
}

function wrong(message: string): LienThongError {
  return new LienThongError('CONFIGURATION_INVALID', message);
}

async function findCitizenAlone(config: Config): Promise<PersonalId> {
  const site = await openSite(config, { log: openLog('error') });
  try {
    return await findCitizen(site);
  } finally {
    await site.close();
  }
}

async function findCitizen(site: Site): Promise<PersonalId> {
  try {
    return await findDemonstrationCitizen(async (register, text, values) => {
      const { rows } = await withClient(site.reader(register), (client) => client.query<object>(text, [...values]));
      return rows;
    });
  } catch (error) {
    const isMissing = error instanceof DatabaseError && MISSING.includes(error.code ?? '');
    if (!isMissing) throw error;
    throw new LienThongError('DATABASE_FAILED', NO_NATION, {}, { cause: error });
  }
}

/** PostgreSQL's codes for a table, a schema or a right that is not there before the migrations. */
const MISSING = ['42P01', '3F000', '42501'];
const NO_NATION = 'there is no demonstration nation yet: start `lienthong serve`, or run `lienthong demo`';
