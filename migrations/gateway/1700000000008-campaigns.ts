import PgBoss from 'pg-boss';
import { CAMPAIGN_QUEUE, CAMPAIGN_QUEUE_SCHEMA } from '../../src/values/campaign-queue';
import { insertOnly, sqlMigration, WRITER_ROLE } from '../sql';

/** What may follow upon a campaign's state. A paused campaign goes on with what it was paused in. */
const TRANSITIONS: Readonly<Record<string, readonly string[]>> = {
  CREATED: ['SCANNING', 'CANCELLED'],
  SCANNING: ['MATCHING', 'PAUSED', 'CANCELLED'],
  MATCHING: ['DECIDING', 'PAUSED', 'CANCELLED'],
  DECIDING: ['REVIEWING', 'PAUSED', 'CANCELLED'],
  REVIEWING: ['APPLYING', 'FINISHED', 'CANCELLED'],
  APPLYING: ['REVIEWING', 'FINISHED', 'PAUSED', 'CANCELLED'],
  PAUSED: ['SCANNING', 'MATCHING', 'DECIDING', 'APPLYING', 'CANCELLED'],
};

/** The statements that the queue's own package gives for its schema, without the transaction around them. */
function queueSchema(): string {
  return PgBoss.getConstructionPlans(CAMPAIGN_QUEUE_SCHEMA).replace(/^\s*(?:BEGIN|COMMIT);\s*$/gm, '');
}

/** ID-updating campaigns: what they are, the units of work they are cut into, what they found and what became of it. */
export const Campaigns1700000000008 = sqlMigration(
  'Campaigns1700000000008',
  `
  create schema campaign;

  create table campaign.transition (
    from_state text not null,
    to_state text not null,
    primary key (from_state, to_state)
  );
  comment on table campaign.transition is 'Which state of a campaign may follow upon which';
  insert into campaign.transition values ${Object.entries(TRANSITIONS)
    .flatMap(([from, targets]) => targets.map((to) => `('${from}', '${to}')`))
    .join(', ')};

  create table campaign.campaign (
    campaign text primary key check (campaign ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(campaign) <= 60),
    body text not null,
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    reverts text unique references campaign.campaign,
    state text not null default 'CREATED',
    resumes_in text check ((state = 'PAUSED') = (resumes_in is not null)),
    created_by text not null,
    created_at timestamptz not null default now()
  );
  comment on table campaign.campaign is 'Campaigns: what was asked for, which never changes, and the state it is in';
  comment on column campaign.campaign.body is 'Canonical JSON; hash is its SHA-256';
  comment on column campaign.campaign.reverts is 'The campaign whose corrections this one takes back';

  create table campaign.event (
    event bigint primary key generated always as identity,
    campaign text not null references campaign.campaign,
    from_state text,
    to_state text not null,
    actor text not null,
    mandate text,
    mandate_version integer,
    reason text check (length(reason) <= 500),
    at timestamptz not null default now()
  );
  create index event_campaign on campaign.event (campaign, event);
  comment on column campaign.event.mandate is 'Under which mandate corrections are applied';
  comment on table campaign.event is 'Who brought a campaign into which state, and when';
  ${insertOnly('campaign.event')}

  create function campaign.check_transition() returns trigger language plpgsql as $check$
  begin
    if new.state <> old.state and not exists (
      select from campaign.transition where from_state = old.state and to_state = new.state) then
      raise exception 'a campaign that is % cannot become %', old.state, new.state
        using errcode = 'check_violation', constraint = 'campaign_transition';
    end if;
    if old.state = 'PAUSED' and new.state <> 'CANCELLED' and new.state <> 'PAUSED' and new.state <> old.resumes_in then
      raise exception 'a campaign that was paused in % goes on with that', old.resumes_in
        using errcode = 'check_violation', constraint = 'campaign_transition';
    end if;
    if (new.campaign, new.body, new.hash, new.reverts, new.created_by, new.created_at)
       is distinct from (old.campaign, old.body, old.hash, old.reverts, old.created_by, old.created_at) then
      raise exception 'what a campaign is never changes' using errcode = 'check_violation', constraint = 'campaign_body';
    end if;
    return new;
  end $check$;
  create trigger check_transition before update on campaign.campaign
    for each row execute function campaign.check_transition();

  create table campaign.unit (
    campaign text not null references campaign.campaign,
    stage text not null check (stage in ('PLAN', 'SCAN', 'LEARN', 'MATCH', 'DECIDE', 'APPLY')),
    part integer not null check (part >= 0),
    province text,
    first_key text,
    last_key text,
    participants integer not null default 0,
    position text,
    done integer not null default 0,
    finished_at timestamptz,
    fence bigint not null default 0,
    holder text,
    lease_until timestamptz,
    primary key (campaign, stage, part)
  );
  comment on table campaign.unit is 'What a campaign''s stages are cut into: each is worked on by one holder of its lease at a time';
  comment on column campaign.unit.first_key is 'The first insurance number of the part; last_key is its last one';
  comment on column campaign.unit.position is 'The last insurance number that is done with; null before the first';
  comment on column campaign.unit.done is 'How many participants are done with';
  comment on column campaign.unit.fence is 'Grows with each lease: whoever holds an older one has no effect';

  create table campaign.count (
    campaign text not null references campaign.campaign,
    part integer not null,
    province text not null,
    employer text not null default '',
    anomaly text not null,
    participants integer not null,
    primary key (campaign, part, anomaly, province, employer)
  );
  create index count_employer on campaign.count (campaign, employer, anomaly) where employer <> '';
  comment on table campaign.count is 'How many participants of a part, province and employer have an anomaly; ALL for those looked at, VALID for those without, ELSEWHERE for those that another campaign has in hand';
  comment on column campaign.count.employer is 'Tax code; empty for those without an employer or whose employer has none';

  create table campaign.model (
    version text primary key,
    body jsonb not null,
    learnt_at timestamptz not null default now()
  );
  comment on table campaign.model is 'What was learnt of the registers, under the version that its content gives';
  create table campaign.decision (
    campaign text primary key references campaign.campaign,
    model text not null references campaign.model,
    match_from double precision,
    possible_from double precision,
    learnt_at timestamptz not null default now()
  );
  comment on table campaign.decision is 'The model by which a campaign matches, and the probabilities from which on it decides';

  create table campaign.demand (
    gateway uuid primary key,
    asked_at timestamptz not null
  );
  comment on table campaign.demand is 'When each gateway was last asked something: campaigns yield to those who wait for an answer';

  create table campaign.finding (
    campaign text not null references campaign.campaign,
    insurance_number text not null,
    part integer not null,
    province text not null,
    employer text,
    version bigint not null,
    personal_id text,
    anomalies text[] not null,
    evidence text[] not null,
    held boolean not null,
    state text not null check (state in
      ('FOUND', 'UNMATCHED', 'PROPOSED', 'POSSIBLE', 'ACCEPTED', 'PAPERS', 'APPLIED', 'CONFLICT', 'REJECTED', 'QUARANTINED', 'CONFIRMED')),
    proposed_id text,
    rule text,
    model text references campaign.model,
    bits real,
    probability double precision,
    candidates jsonb,
    risks text[] not null default '{}',
    holders text[] not null default '{}',
    sampled boolean not null default false,
    fault text,
    found_at timestamptz not null default now(),
    settled_at timestamptz,
    primary key (campaign, insurance_number),
    check (state in ('FOUND', 'UNMATCHED', 'PAPERS') or proposed_id is not null or candidates is not null)
  );
  create unique index finding_held on campaign.finding (insurance_number) where held;
  create index finding_part on campaign.finding (campaign, part, insurance_number);
  create index finding_queue on campaign.finding (campaign, province, insurance_number) where state = 'POSSIBLE';
  create index finding_claimed on campaign.finding (campaign, proposed_id) where proposed_id is not null;
  create index finding_employer on campaign.finding (campaign, employer, insurance_number) where employer is not null;
  comment on table campaign.finding is 'Participants with an anomaly, as they were when they were found, and what is proposed for each';
  comment on column campaign.finding.held is 'Whether no other campaign may take the participant up';
  comment on column campaign.finding.version is 'Of the participant''s record; a correction is applied to that version alone';
  comment on column campaign.finding.state is
    'FOUND until it was matched; UNMATCHED without a candidate; PROPOSED to be applied; POSSIBLE waits for a reviewer; ACCEPTED by one; PAPERS are needed; CONFIRMED: the ID it has is right';
  comment on column campaign.finding.candidates is 'The likeliest citizens with bits and probability, the best first';
  comment on column campaign.finding.holders is 'Insurance numbers of other participants who state the proposed ID';
  comment on column campaign.finding.risks is 'Why two reviewers have to agree';
  comment on column campaign.finding.sampled is 'Whether an automatic match was drawn for clerical checking';

  create function campaign.note_sizes() returns void language sql security definer set search_path = pg_catalog as
    'analyze campaign.finding, campaign.count, campaign.unit';
  comment on function campaign.note_sizes is 'Lets the planner know how much a scan has found';

  create table campaign.claim (
    campaign text not null,
    insurance_number text not null,
    reviewer text not null,
    until timestamptz not null,
    primary key (campaign, insurance_number),
    foreign key (campaign, insurance_number) references campaign.finding
  );
  comment on table campaign.claim is 'Who reviews a finding now, and until when nobody else gets it';
  create table campaign.review (
    review bigint primary key generated always as identity,
    campaign text not null,
    insurance_number text not null,
    version bigint not null,
    reviewer text not null,
    decision text not null check (decision in ('ACCEPT', 'REJECT', 'PAPERS')),
    chosen_id text check ((decision = 'ACCEPT') = (chosen_id is not null)),
    reason text not null check (length(reason) between 1 and 500),
    at timestamptz not null default now(),
    unique (campaign, insurance_number, version, reviewer),
    foreign key (campaign, insurance_number) references campaign.finding
  );
  create index review_reviewer on campaign.review (campaign, reviewer);
  comment on table campaign.review is 'What reviewers decided about findings; one decision of each reviewer on a version of the record';
  ${insertOnly('campaign.review')}

  create table campaign.correction (
    correction uuid primary key,
    campaign text not null,
    insurance_number text not null,
    part integer not null,
    register text not null check (register in ('insurance', 'health')),
    record_key text not null,
    version bigint not null,
    id_before text,
    id_after text,
    verified_before date,
    verified_on date,
    outcome text check (outcome in ('APPLIED', 'CONFLICT', 'QUARANTINED', 'WITHDRAWN')),
    settled_at timestamptz,
    check ((outcome is null) = (settled_at is null)),
    foreign key (campaign, insurance_number) references campaign.finding
  );
  create index correction_finding on campaign.correction (campaign, insurance_number);
  create index correction_part on campaign.correction (campaign, part, correction);
  create index correction_unsettled on campaign.correction (campaign) where outcome is null;
  comment on table campaign.correction is 'What registers are asked to change, written down before they are asked, and what they said';

  ${queueSchema()}
  select ${CAMPAIGN_QUEUE_SCHEMA}.create_queue('${CAMPAIGN_QUEUE}',
    '{"policy": "short", "retryLimit": 2, "retryDelay": 0, "retryBackoff": false, "expireInSeconds": 60, "retentionMinutes": 1440}');

  revoke all on all functions in schema campaign from public;
  revoke all on schema campaign from public;
  grant execute on function campaign.note_sizes() to ${WRITER_ROLE};
  grant usage on schema campaign, ${CAMPAIGN_QUEUE_SCHEMA} to ${WRITER_ROLE};
  grant select on campaign.transition to ${WRITER_ROLE};
  grant select, insert on campaign.event, campaign.review, campaign.model to ${WRITER_ROLE};
  grant select, insert, update on campaign.campaign, campaign.unit, campaign.count, campaign.decision, campaign.finding,
    campaign.claim, campaign.correction to ${WRITER_ROLE};
  grant select, insert, update, delete on campaign.demand to ${WRITER_ROLE};
  grant delete on campaign.claim to ${WRITER_ROLE};
  grant select, insert, update, delete on all tables in schema ${CAMPAIGN_QUEUE_SCHEMA} to ${WRITER_ROLE};`,
  `drop schema campaign cascade; drop schema ${CAMPAIGN_QUEUE_SCHEMA} cascade;`,
);
