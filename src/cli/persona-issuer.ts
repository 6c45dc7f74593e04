import { isBearer } from '../agreements/choose-agreement';
import { PURPOSES } from '../agreements/purposes';
import type { Config } from '../config';
import type { Site } from '../database/site';
import { DEMONSTRATION_AGREEMENTS } from '../demo/agreements';
import { signPersonaToken } from '../demo/demonstration-issuer';
import { isDemonstration } from '../demo/is-demonstration';
import { PERSONAS } from '../demo/personas';
import type { OfferedPersona, PersonaIssuer } from '../server/personas';
import { actorOf } from './persona';

/** The personas that GraphiQL offers, with their tokens; null outside the demonstration. */
export function personaIssuer(config: Config, site: Site, secret: Buffer): PersonaIssuer | null {
  if (!isDemonstration(config)) return null;
  return {
    personas: offeredPersonas(),
    issue: async (name) => signPersonaToken(secret, await actorOf(name, { config, site }), new Date()),
  };
}

function offeredPersonas(): readonly OfferedPersona[] {
  return PERSONAS.map(({ name, description, actor }) => {
    const bearer = { ...actor, personalId: null };
    const borne = DEMONSTRATION_AGREEMENTS.filter((agreement) => isBearer(agreement.bearer, bearer));
    const codes = [...new Set(borne.flatMap(({ purposes }) => purposes))];
    return {
      name,
      description,
      purposes: codes.map((code) => ({ code, words: PURPOSES[code].english })),
      needsCase: actor.kind === 'partner' || actor.kind === 'officer',
    };
  });
}
