import type { ClientBase } from 'pg';
import type { Model } from '../../linkage/model';
import { BoundedMap } from '../../values/bounded-map';
import { whyNoReason } from '../../values/written-reason';
import * as actions from '../actions';
import {
  type CampaignEvent,
  createCampaign,
  findCampaign,
  type KnownCampaign,
  listEvents,
  type Mandate,
} from '../campaign-store';
import { type Matcher, openMatcher } from '../match';
import { parseCampaign } from '../parse-campaign';
import { countsByEmployer, type EmployerLooked } from '../report/read-counts';
import { type CampaignReport, readReport } from '../report/read-report';
import { readReview, type Review } from '../report/read-review';
import type { Provinces } from '../report/within-provinces';
import { claimFindings, type Extended, extendClaim, listClaims, releaseClaims } from '../review/claim';
import { type Decided, decideFinding, type FindingDecision } from '../review/decide';
import { readReviewItems, type ReviewItem } from '../review/read-items';
import { type ReviewerAgreement, reviewerAgreement, type Workload, workload } from '../review/workload';
import { type CampaignFault, faultsOf, NO_SUCH_CAMPAIGN, OTHER_PROVINCES } from './faults';
import { isWithin, type SeenCampaign, see } from './jurisdiction';
import { listVisible } from './list-visible';
import { type KeptCorrection, readCorrections } from './read-corrections';

/** What came of something that was to be done with a campaign: the campaign as it stands now, or why nothing was done. */
export type Outcome =
  | { readonly campaign: SeenCampaign; readonly faults: readonly [] }
  | { readonly campaign: null; readonly faults: readonly CampaignFault[] };

/** What can be done with a campaign without saying more. */
export type PlainAction = 'start' | 'resume' | 'apply' | 'finish';

/** What is known of the review of a campaign. */
export type ReviewFigures = Workload & { readonly agreement: ReviewerAgreement } & Pick<Review, 'drawn' | 'checks'>;

/** The campaigns of an installation in the hands of one officer, as far as their jurisdiction goes. */
export interface CampaignOffice {
  /** The newest first. */
  list(most: number): Promise<readonly SeenCampaign[]>;
  /** Null when there is none, or none that they see. */
  find(id: string): Promise<SeenCampaign | null>;
  /** Makes a campaign of what JSON gave; its provinces have to be theirs. */
  create(json: unknown): Promise<Outcome>;
  act(action: PlainAction, id: string): Promise<Outcome>;
  pause(id: string, reason: string): Promise<Outcome>;
  cancel(id: string, reason: string): Promise<Outcome>;
  /** Makes a campaign of the ID `as` that takes back what another has applied. */
  revert(id: string, as: string): Promise<Outcome>;
  /** What happened to it, the first first; of a part of a campaign without the reasons that were given for the whole. */
  events(seen: SeenCampaign): Promise<readonly CampaignEvent[]>;
  report(seen: SeenCampaign): Promise<CampaignReport>;
  /** Employers in the order of their tax codes, from behind one on. */
  employers(seen: SeenCampaign, after: string | null, first: number): Promise<readonly EmployerLooked[]>;
  reviewOf(seen: SeenCampaign): Promise<ReviewFigures>;
  /** Claims the next findings; gives all that were claimed now. */
  claim(seen: SeenCampaign, most: number, leaseSeconds: number): Promise<readonly ReviewItem[]>;
  /** What they hold now, of these insurance numbers alone where some are given. */
  claimed(seen: SeenCampaign, most: number, insuranceNumber?: string): Promise<readonly ReviewItem[]>;
  extend(seen: SeenCampaign, insuranceNumber: string, leaseSeconds: number): Promise<Extended>;
  /** How many claims were let go of; of all when none is named. */
  release(seen: SeenCampaign, insuranceNumbers: readonly string[] | null): Promise<number>;
  decide(seen: SeenCampaign, decision: Omit<FindingDecision, 'campaign' | 'reviewer'>): Promise<Decided>;
  /** Weighs pairs by a model of the given version. */
  matcher(version: string): Promise<Matcher>;
  /** What registers were asked to change of a participant. */
  corrections(seen: SeenCampaign, insuranceNumber: string): Promise<readonly KeptCorrection[]>;
}

export interface OfficeOptions {
  /** Issuer and subject of who acts. */
  readonly actor: string;
  /** The mandate under which they act; null where there is none. */
  readonly under: Mandate | null;
  readonly provinces: Provinces;
  /** Works on a connection as the gateway's writer; nobody else has it meanwhile. */
  readonly onDatabase: <Result>(work: (client: ClientBase) => Promise<Result>) => Promise<Result>;
  readonly matchers: Matchers;
  readonly now: () => number;
}

/** Models that were read, by version; they never change. A nation's has some megabytes. */
export class Matchers {
  private readonly known = new BoundedMap<string, Promise<Matcher>>(3);

  get(version: string, read: () => Promise<Model>): Promise<Matcher> {
    let matcher = this.known.get(version);
    if (!matcher) {
      matcher = read().then(openMatcher);
      this.known.set(version, matcher);
      matcher.catch(() => this.known.delete(version));
    }
    return matcher;
  }
}

const ID_FORM = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export function createCampaignOffice(options: OfficeOptions): CampaignOffice {
  const { actor, under, provinces, onDatabase, matchers, now } = options;

  const toSeen = (known: KnownCampaign | null): SeenCampaign | null => known && see(known, provinces);
  const find = async (id: string): Promise<SeenCampaign | null> =>
    ID_FORM.test(id) ? toSeen(await onDatabase((client) => findCampaign(client, id))) : null;
  const toOutcome = (known: KnownCampaign): Outcome => {
    const campaign = toSeen(known);
    return campaign ? { campaign, faults: [] } : { campaign: null, faults: [NO_SUCH_CAMPAIGN] };
  };

  /** Does something with a campaign whose provinces are all within reach. */
  const change = async (id: string, work: (client: ClientBase) => Promise<KnownCampaign>): Promise<Outcome> => {
    const seen = await find(id);
    if (!seen || seen.isPart) return { campaign: null, faults: [seen ? OTHER_PROVINCES : NO_SUCH_CAMPAIGN] };
    try {
      return toOutcome(await onDatabase(work));
    } catch (error) {
      return { campaign: null, faults: faultsOf(error) };
    }
  };
  const withReason = async (
    id: string,
    reason: string,
    work: (client: ClientBase, said: actions.Said) => Promise<KnownCampaign>,
  ): Promise<Outcome> => {
    const why = whyNoReason(reason);
    if (why !== null) return { campaign: null, faults: [{ code: 'REASON', place: 'reason', reason: why }] };
    return change(id, (client) => work(client, { actor, reason: reason.trim() }));
  };

  const items = (client: ClientBase, id: string, claims: Parameters<typeof readReviewItems>[2]) =>
    readReviewItems(client, { campaign: id, reviewer: actor }, claims);

  return {
    list: (most) =>
      onDatabase(async (client) => (await listVisible(client, provinces, most)).flatMap((each) => toSeen(each) ?? [])),
    find,
    create: async (json) => {
      try {
        const campaign = parseCampaign(json);
        if (!isWithin(campaign, provinces)) return { campaign: null, faults: [OTHER_PROVINCES] };
        return toOutcome(await onDatabase((client) => createCampaign(client, campaign, { actor })));
      } catch (error) {
        return { campaign: null, faults: faultsOf(error) };
      }
    },
    act: (action, id) => change(id, (client) => PLAIN_ACTIONS[action](client, id, actor, under)),
    pause: (id, reason) => withReason(id, reason, (client, said) => actions.pauseCampaign(client, id, said)),
    cancel: (id, reason) => withReason(id, reason, (client, said) => actions.cancelCampaign(client, id, said)),
    revert: async (id, as) => {
      if (ID_FORM.test(as)) return change(id, (client) => actions.revertCampaign(client, id, { actor, as }));
      const reason = 'it is not made of small letters, digits and dashes';
      return { campaign: null, faults: [{ code: 'INPUT', place: 'as', reason }] };
    },
    events: async ({ known, isPart }) => {
      const events = await onDatabase((client) => listEvents(client, known.campaign.id));
      return isPart ? events.map((event) => ({ ...event, reason: null })) : events;
    },
    report: ({ known }) =>
      onDatabase((client) => readReport(client, known.campaign.id, new Date(now()), { provinces })),
    employers: ({ known }, after, first) =>
      onDatabase((client) => countsByEmployer(client, known.campaign.id, { after, first, provinces })),
    reviewOf: ({ known: { campaign } }) =>
      onDatabase(async (client) => {
        const { drawn, checks } = await readReview(client, campaign.id, provinces);
        const agreement = await reviewerAgreement(client, campaign.id, provinces);
        return { ...(await workload(client, campaign.id, provinces)), agreement, drawn, checks };
      }),
    claim: ({ known: { campaign } }, most, leaseSeconds) =>
      onDatabase(async (client) => {
        const request = { campaign: campaign.id, reviewer: actor, provinces, most, leaseSeconds };
        return items(client, campaign.id, await claimFindings(client, request));
      }),
    claimed: ({ known: { campaign } }, most, insuranceNumber) =>
      onDatabase(async (client) => {
        const claims = await listClaims(client, { campaign: campaign.id, reviewer: actor });
        const asked =
          insuranceNumber === undefined ? claims : claims.filter((each) => each.insuranceNumber === insuranceNumber);
        return items(client, campaign.id, asked.slice(0, most));
      }),
    extend: ({ known: { campaign } }, insuranceNumber, leaseSeconds) =>
      onDatabase((client) =>
        extendClaim(client, { campaign: campaign.id, insuranceNumber, reviewer: actor }, leaseSeconds),
      ),
    release: ({ known: { campaign } }, insuranceNumbers) =>
      onDatabase((client) => releaseClaims(client, { campaign: campaign.id, reviewer: actor }, insuranceNumbers)),
    decide: ({ known: { campaign } }, decision) =>
      onDatabase((client) => decideFinding(client, { ...decision, campaign: campaign.id, reviewer: actor })),
    matcher: (version) => matchers.get(version, () => onDatabase((client) => readModel(client, version))),
    corrections: ({ known: { campaign } }, insuranceNumber) =>
      onDatabase((client) => readCorrections(client, campaign.id, insuranceNumber)),
  };
}

const PLAIN_ACTIONS: Readonly<
  Record<PlainAction, (client: ClientBase, id: string, actor: string, under: Mandate | null) => Promise<KnownCampaign>>
> = {
  start: actions.startCampaign,
  resume: actions.resumeCampaign,
  apply: actions.applyCampaign,
  finish: actions.finishCampaign,
};

async function readModel(client: ClientBase, version: string): Promise<Model> {
  const { rows } = await client.query<{ body: Model }>('select body from campaign.model where version = $1', [version]);
  const [row] = rows;
  if (!row) throw new Error(`a finding names the model ${version}, which is not kept`);
  return row.body;
}
