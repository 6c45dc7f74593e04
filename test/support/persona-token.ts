import type { PurposeCode } from '../../src/agreements/purposes';
import { type Config, readConfig } from '../../src/config';
import { loadSecret } from '../../src/database/installation-secret';
import { signPersonaToken } from '../../src/demo/demonstration-issuer';
import { findPersona, type PersonaName, toPersonaActor } from '../../src/demo/personas';
import type { PersonalId } from '../../src/values/personal-id';

type Headers = Readonly<Record<string, string>>;

/** The case that tests ask for. */
export const TEST_CASE = 'TEST/1';

export interface AskedAs {
  readonly persona: PersonaName;
  readonly purpose: PurposeCode;
  /** Whose record the citizen's is. */
  readonly personalId?: PersonalId;
}

/** The headers of a request of a persona, for the gateway of an installation: token, purpose and case. */
export async function personaHeaders(
  { persona, purpose, personalId }: AskedAs,
  config: Pick<Config, 'dataDir' | 'secret'>,
): Promise<Headers> {
  const known = findPersona(persona);
  if (!known) throw new Error(`there is no persona ${persona}`);
  const actor = await toPersonaActor(known, () => {
    if (personalId === undefined) throw new Error('the citizen needs a personal ID');
    return Promise.resolve(personalId);
  });
  const token = await signPersonaToken(await loadSecret({ ...readConfig({}), ...config }), actor, new Date());
  return { authorization: `Bearer ${token}`, 'lienthong-purpose': purpose, 'lienthong-case': TEST_CASE };
}

/** As an officer of the headquarters, who sees all registers, for the gateway over a data directory that was started. */
export function officerHeaders(dataDir: string): Promise<Headers> {
  return personaHeaders({ persona: 'hq-officer', purpose: 'campaign' }, { dataDir, secret: null });
}
