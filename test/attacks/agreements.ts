import { decideVersion, proposeVersion } from '../../src/agreements/agreement-store';
import type { Agreement } from '../../src/agreements/agreement';
import type { Site } from '../../src/database/site';
import { DEMONSTRATION_AGREEMENTS } from '../../src/demo/agreements';
import { graphSchema } from '../../src/server/graph-schema';
import { resolveGrants } from '../../src/planning/view/grants';
import { agree, NO_LIMITS } from '../agreements/quota-agreement';
import { withClient } from '../support/scratch-register';

/** The systems under attack: each one's agreement has its name. */
export const MINISTRY = 'attacked-ministry';
export const TRUSTED = 'attacked-trusted';
export const SPENT = 'attacked-people';
export const PROBED = 'attacked-identifiers';

/** People that the agreement with a quota may be told of, and identifiers that the other one may ask about. */
export const PEOPLE_ALLOWED = 2;
export const IDENTIFIERS_ALLOWED = 3;

/** The one document of the agreement that answers no other. */
export const TRUSTED_DOCUMENT =
  'query Card($number: HealthCardNumber!) { healthCard(cardNumber: $number) { cardNumber } }';

/** Gives a site the agreements, in force from the next gateway on. */
export async function agreeAll(site: Site): Promise<void> {
  const ministry = DEMONSTRATION_AGREEMENTS.find(({ id }) => id === 'ministry-of-health');
  if (!ministry) throw new Error('The demonstration has no agreement of the Ministry of Health');
  const of = (id: string): Agreement => ({
    ...ministry,
    id,
    bearer: { kind: 'partner', clients: [id], role: null },
    limits: NO_LIMITS,
  });
  await activate(site, of(MINISTRY));
  await activate(site, { ...of(TRUSTED), documents: 'trusted', manifest: { card: TRUSTED_DOCUMENT } });
  await agree(site.writer(), SPENT, { peoplePerMonth: PEOPLE_ALLOWED });
  await agree(site.writer(), PROBED, { identifiersPerDay: IDENTIFIERS_ALLOWED });
}

async function activate(site: Site, agreement: Agreement): Promise<void> {
  const { id } = agreement;
  await withClient(site.writer(), async (client) => {
    const version = await proposeVersion(client, { agreement, grants: resolveGrants(graphSchema(), agreement) }, 'one');
    await decideVersion(client, { agreement: id, version, kind: 'ACTIVATED', actor: 'another', reason: null });
  });
}
