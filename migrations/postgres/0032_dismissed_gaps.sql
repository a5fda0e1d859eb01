-- Questions that came to nothing and need no article, by the entry at which they did, and why somebody of the team thinks so.
create table dismissed_gaps (
    conversation uuid not null references conversations (id),
    seq bigint not null,
    reason text not null,
    dismissed_by uuid not null references agents (id),
    dismissed_at timestamptz not null,
    primary key (conversation, seq)
);
