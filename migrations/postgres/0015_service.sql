-- Service levels: where a conversation stands with what is expected of people (see `model/service.rs`), and of that what is
-- looked for: until when the next thing is due, since when the team should look at it, and how long first replies took.
alter table conversations add column service jsonb;
alter table conversations add column due_at timestamptz;
alter table conversations add column alarmed_at timestamptz;
alter table conversations add column asked_at timestamptz;
alter table conversations add column replied_at timestamptz;

create index conversations_by_due on conversations (due_at, id) where due_at is not null;
create index conversations_alarmed on conversations (alarmed_at desc, id) where alarmed_at is not null;
create index conversations_replied on conversations (replied_at desc) where asked_at is not null and replied_at is not null;
