-- What customers say of the help that they got, and what reports are made of.

-- One row for each question that was asked; `reply` is the number of the bot's reply that asks, `agent` who had resolved the
-- matter. The words of a comment stay on the timeline: what is erased there is erased here.
create table ratings (
    conversation uuid not null references conversations (id),
    reply bigint not null,
    identity uuid not null references identities (id),
    agent uuid references agents (id),
    asked_at timestamptz not null,
    score bigint,
    rated_at timestamptz,
    comment_seq bigint,
    primary key (conversation, reply)
);

create index ratings_by_identity on ratings (identity, asked_at);
create index ratings_asked on ratings (asked_at);
create index ratings_given on ratings (rated_at) where rated_at is not null;

-- Conversations by when they began, for reports.
create index conversations_opened on conversations (opened_at);

-- What reports count, by when it happened, without a look at the entries themselves.
create index timeline_reported on timeline (kind, at, conversation, agent)
    where kind in ('message', 'handoff', 'taken', 'agent_reply', 'resolved');
