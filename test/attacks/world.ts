import { Client } from 'pg';
import { type GraphQLSchema } from 'graphql';
import type { AgreementVersion } from '../../src/agreements/agreement-store';
import { type ChainedRecord, fromBody } from '../../src/audit/chained-record';
import { subjectKeysOf } from '../../src/audit/keys';
import { createSubjectTokens } from '../../src/audit/subject-token';
import { loadSecret } from '../../src/database/installation-secret';
import { DEFAULT_LIMITS } from '../../src/database/register-reader';
import { DEMONSTRATION_AGREEMENTS } from '../../src/demo/agreements';
import { graphSchema } from '../../src/server/graph-schema';
import type { Actor } from '../../src/identity/actor';
import { deriveSchema } from '../../src/planning/view/derive-schema';
import { resolveGrants, toViewRules } from '../../src/planning/view/grants';
import type { PersonalId } from '../../src/values/personal-id';
import { recordLog } from '../server/recorded-log';
import { openTestSite, testConfig } from '../support/cluster';
import { startProtectedGateway } from '../support/protected-gateway';
import { agreeAll, IDENTIFIERS_ALLOWED, MINISTRY, PEOPLE_ALLOWED, PROBED, SPENT, TRUSTED } from './agreements';
import type { Attack, Caller, Received, Sent, Target, Variables } from './attack';
import { openFailingSite } from './failing-register';
import { findPeople, type People } from './people';
import { send } from './send';
import { type Issuers, openIssuers } from './tokens';

/** Gateways under attack, those who attack them, and what an attacker is after. */
export interface World {
  readonly people: People;
  readonly issuers: Issuers;
  /** The headers of each caller's requests; none for nobody. */
  readonly headers: Readonly<Record<Caller, Readonly<Record<string, string>>>>;
  /** The whole graph, and the view of the ministry. */
  readonly graph: GraphQLSchema;
  readonly ministryView: GraphQLSchema;
  /** Every line that the gateways have logged, oldest first. */
  readonly log: readonly string[];
  readonly send: (as: Caller, sent: Sent) => Promise<Received>;
  /** What a caller is told who asks as one should; asked once for each question. Throws when there is an error. */
  readonly honest: (as: Caller, query: string, variables?: Variables) => Promise<unknown>;
  /** The records of requests by their names. */
  readonly records: (requests: readonly string[]) => Promise<ReadonlyMap<string, ChainedRecord>>;
  /** Tokens, in hexadecimal, under which the strangers would be on record. */
  readonly strangersOnRecord: ReadonlySet<string>;
  close(): Promise<void>;
}

/** Makes the families' attacks: they are the same in every world of the same nation, but for what is signed. */
export type Family = (world: World) => readonly Attack[] | Promise<readonly Attack[]>;

/** No limit for strangers, or after 60 attacks on tokens everything would be refused. */
const STRANGERS = { publicPerMinute: 1_000_000, refusedTokensPerMinute: 1_000_000 };

export async function openWorld(): Promise<World> {
  const site = await openTestSite();
  await agreeAll(site);
  const people = await findPeople(site);
  const issuers = await openIssuers(MINISTRY);
  const { log, lines } = recordLog();
  const options = { strangers: STRANGERS, log, authenticator: issuers.authenticator };
  const failing = await openFailingSite(site, `attacks_${process.pid}`);
  const gateways = {
    gateway: await startProtectedGateway({ ...options, site }),
    replica: await startProtectedGateway({ ...options, site }),
    failing: await startProtectedGateway({
      ...options,
      site: failing.site,
      limits: { ...DEFAULT_LIMITS, failures: 1_000_000 },
    }),
  };
  const headers = await makeHeaders(issuers, people);
  const audit = new Client(site.owner('gateway'));
  await audit.connect();
  const known = new Map<string, Promise<unknown>>();
  const sendTo: World['send'] = (as, sent) =>
    send(gateways[sent.at ?? ('gateway' satisfies Target)].url, headers[as], sent);
  const askHonestly = async (as: Caller, body: string): Promise<unknown> => {
    const answer = await sendTo(as, { body });
    if (answer.status !== 200 || answer.codes.length > 0) throw new Error(`${as}, honestly ${body}: ${answer.text}`);
    return answer.data;
  };
  const world: World = {
    people,
    issuers,
    headers,
    graph: graphSchema(),
    ministryView: viewOf('ministry-of-health'),
    log: lines,
    send: sendTo,
    honest: (as, query, variables) => {
      const body = JSON.stringify({ query, variables });
      const key = `${as} ${body}`;
      const asked = known.get(key) ?? askHonestly(as, body);
      known.set(key, asked);
      return asked;
    },
    records: async (requests) => {
      const { rows } = await audit.query<{ body: string }>(
        "select body from audit.record where body::json->>'request' = any($1)",
        [requests],
      );
      return new Map(rows.map(({ body }) => fromBody(body)).map((record) => [record.request, record]));
    },
    strangersOnRecord: await tokensOf(people),
    close: async () => {
      await audit.end();
      await Promise.all(Object.values(gateways).map((gateway) => gateway.close()));
      await failing.scratch.drop();
      await issuers.close();
      await site.close();
    },
  };
  await spendQuotas(world);
  return world;
}

async function makeHeaders(issuers: Issuers, { own: [citizen] }: People): Promise<World['headers']> {
  const nobody = { roles: [], province: null, personalId: null };
  const partner = (client: string): Omit<Actor, 'issuer'> => ({ ...nobody, kind: 'partner', subject: client, client });
  const office = { ...nobody, kind: 'officer', client: 'social-insurance-workplace' } as const;
  const asking = async (actor: Omit<Actor, 'issuer'>, purpose: string): Promise<Record<string, string>> => ({
    authorization: `Bearer ${await issuers.tokenOf(actor)}`,
    'lienthong-purpose': purpose,
    'lienthong-case': 'ATTACK/1',
  });
  const portal = { ...nobody, kind: 'citizen', subject: 'citizen', client: 'citizen-portal' } as const;
  return {
    ministry: await asking(partner(MINISTRY), 'health-insurance-payment'),
    branch: await asking({ ...office, subject: 'branch-officer-04', roles: ['branch'], province: '04' }, 'campaign'),
    citizen: await asking({ ...portal, personalId: citizen?.id as PersonalId }, 'own-record'),
    headquarters: await asking({ ...office, subject: 'hq-officer', roles: ['headquarters'] }, 'administration'),
    trusted: await asking(partner(TRUSTED), 'health-insurance-payment'),
    spent: await asking(partner(SPENT), 'population-update'),
    probed: await asking(partner(PROBED), 'population-update'),
    nobody: {},
  };
}

/** Uses up both quotas with people who are asked about as one should. */
async function spendQuotas({ honest, people }: World): Promise<void> {
  const person = 'query($id: PersonalId!) { person(personalId: $id) { personalId } }';
  for (const { id } of people.own.slice(0, PEOPLE_ALLOWED)) await honest('spent', person, { id });
  for (const { id } of people.own.slice(0, IDENTIFIERS_ALLOWED)) await honest('probed', person, { id });
}

async function tokensOf({ strangers }: People): Promise<ReadonlySet<string>> {
  const tokens = createSubjectTokens(subjectKeysOf(await loadSecret(testConfig())));
  return new Set(
    strangers.flatMap(({ id, insurance, card, taxCode }) =>
      [
        tokens.token('population', id),
        tokens.token('insurance', insurance),
        tokens.token('health', card),
        tokens.token('tax', taxCode),
      ].map((token) => token.toString('hex')),
    ),
  );
}

function viewOf(id: string): GraphQLSchema {
  const agreement = DEMONSTRATION_AGREEMENTS.find((each) => each.id === id) as AgreementVersion['agreement'];
  return deriveSchema(graphSchema(), toViewRules(resolveGrants(graphSchema(), agreement), agreement.rows));
}
