import { sqlMigration, WRITER_ROLE } from '../sql';

/**
 * A finding is written anew when it is decided and when it is settled, and a correction when it is settled. None of what changes
 * then stands in an index any more, and their pages have room, so that the new one stands beside the old and no index hears of it:
 * who is in hand stands in a table of its own, and what waits for a reviewer is marked by a column that stays as it is for all
 * others.
 */
export const FindingsInPlace1700000000013 = sqlMigration(
  'FindingsInPlace1700000000013',
  `
  create table campaign.holding (
    insurance_number text primary key,
    campaign text not null
  );
  comment on table campaign.holding is 'Participants whom a campaign has in hand: no other takes them up';
  insert into campaign.holding select insurance_number, campaign from campaign.finding where held;
  grant select, insert, delete on campaign.holding to ${WRITER_ROLE};

  drop index campaign.finding_held, campaign.finding_queue, campaign.correction_unsettled;
  alter table campaign.finding
    drop column held, add column waits boolean not null generated always as (state = 'POSSIBLE') stored;
  comment on column campaign.finding.waits is 'Whether it waits for a reviewer';
  create index finding_queue on campaign.finding (campaign, province, insurance_number) where waits;
  alter table campaign.finding set (fillfactor = 40);
  alter table campaign.correction set (fillfactor = 50);
  alter table campaign.count drop constraint count_campaign_fkey;`,
  `
  alter table campaign.count add foreign key (campaign) references campaign.campaign;
  alter table campaign.correction reset (fillfactor);
  alter table campaign.finding reset (fillfactor);
  drop index campaign.finding_queue;
  alter table campaign.finding drop column waits, add column held boolean not null default false;
  alter table campaign.finding alter column held drop default;
  update campaign.finding f set held = true from campaign.holding h
   where h.insurance_number = f.insurance_number and h.campaign = f.campaign;
  create unique index finding_held on campaign.finding (insurance_number) where held;
  create index finding_queue on campaign.finding (campaign, province, insurance_number) where state = 'POSSIBLE';
  create index correction_unsettled on campaign.correction (campaign) where outcome is null;
  drop table campaign.holding;`,
);
