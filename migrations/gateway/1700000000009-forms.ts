import { insertOnly, sqlMigration, WRITER_ROLE } from '../sql';

/** Forms that employers send back to a campaign: which files came, and what each of their lines came to. */
export const Forms1700000000009 = sqlMigration(
  'Forms1700000000009',
  `
  create table campaign.form_file (
    file bigint primary key generated always as identity,
    campaign text not null references campaign.campaign,
    employer text not null check (length(employer) <= 40),
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    province text check (length(province) <= 10),
    form text check (form in ('01', '02')),
    fault text check (length(fault) <= 40),
    lines integer not null check (lines >= 0),
    position integer not null default 0,
    accepted integer not null default 0,
    unchanged integer not null default 0,
    refused integer not null default 0,
    received_by text not null,
    received_at timestamptz not null default now(),
    finished_at timestamptz,
    unique (campaign, employer, hash),
    check (fault is not null or (province is not null and form is not null)),
    check (finished_at is null or accepted + unchanged + refused = lines)
  );
  comment on table campaign.form_file is 'Forms that were sent back; the same content for the same employer is one file, however often it comes';
  comment on column campaign.form_file.hash is 'SHA-256 of the file''s content';
  comment on column campaign.form_file.employer is 'Tax code, as whoever sent it said; empty for a province''s own list';
  comment on column campaign.form_file.fault is 'Why nothing of the file was taken';
  comment on column campaign.form_file.position is 'The number of the last row that is done with';

  create table campaign.form_line (
    file bigint not null references campaign.form_file,
    line integer not null,
    campaign text not null,
    insurance_number text not null check (length(insurance_number) <= 40),
    answer text check (answer in ('YES', 'NO', 'PAPERS')),
    personal_id text check (length(personal_id) <= 12),
    note text check (length(note) <= 500),
    version bigint,
    outcome text not null check (outcome in ('ACCEPTED', 'UNCHANGED', 'REFUSED')),
    reason text check (length(reason) <= 40),
    detail text check (length(detail) <= 40),
    decided_at timestamptz not null default clock_timestamp(),
    primary key (file, line),
    check ((outcome = 'REFUSED') = (reason is not null)),
    check (outcome <> 'ACCEPTED' or (answer is not null and personal_id is not null and version is not null))
  );
  create index form_line_answer on campaign.form_line (campaign, insurance_number, decided_at) where outcome = 'ACCEPTED';
  comment on table campaign.form_line is 'What each line of a form came to';
  comment on column campaign.form_line.line is 'The row''s number as a spreadsheet shows it';
  comment on column campaign.form_line.insurance_number is 'As it stands in the file, where it is none';
  comment on column campaign.form_line.personal_id is 'The ID that was confirmed or denied, or that the papers have';
  comment on column campaign.form_line.note is 'What is to be corrected in name or birth date, in the participant''s words';
  comment on column campaign.form_line.version is 'Of the participant''s record when the answer was taken';
  ${insertOnly('campaign.form_line')}

  create index finding_without_employer on campaign.finding (campaign, province, insurance_number) where employer is null;

  grant select, insert on campaign.form_file, campaign.form_line to ${WRITER_ROLE};
  grant update (position, accepted, unchanged, refused, finished_at) on campaign.form_file to ${WRITER_ROLE};`,
  `drop index campaign.finding_without_employer;
  drop table campaign.form_line, campaign.form_file;`,
);
