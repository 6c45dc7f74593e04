import { insertOnly, sqlMigration, WRITER_ROLE } from '../sql';

/** How well campaigns of a demonstration linked, held against its truth. */
export const Evaluations1700000000011 = sqlMigration(
  'Evaluations1700000000011',
  `
  create table campaign.evaluation (
    campaign text not null references campaign.campaign,
    evaluated_at timestamptz not null,
    dimension text not null check (dimension in ('ALL', 'ANOMALOUS', 'KIND', 'PROVINCE', 'AGE', 'SEX', 'APART')),
    key text not null,
    participants integer not null check (participants >= 0),
    automatic integer not null check (automatic between 0 and participants),
    automatic_right integer not null check (automatic_right between 0 and automatic),
    strangers_linked integer not null check (strangers_linked >= 0),
    recalled integer not null check (recalled between 0 and participants),
    primary key (campaign, evaluated_at, dimension, key)
  );
  comment on table campaign.evaluation is 'How well campaigns linked, held against a demonstration''s truth: counts of groups alone, the newest evaluation counts';
  comment on column campaign.evaluation.automatic is 'Linked without anybody''s help; automatic_right of them to the right citizen';
  comment on column campaign.evaluation.strangers_linked is 'Linked without anybody''s help though they have no citizen record';
  comment on column campaign.evaluation.recalled is 'Linked to the right citizen in the end, by a rule or by a reviewer';
  ${insertOnly('campaign.evaluation')}
  grant select, insert on campaign.evaluation to ${WRITER_ROLE};`,
  `drop table campaign.evaluation;`,
);
