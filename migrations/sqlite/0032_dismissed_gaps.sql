-- Questions that came to nothing and need no article, by the entry at which they did, and why somebody of the team thinks so.
create table dismissed_gaps (
    conversation blob not null references conversations (id),
    seq integer not null,
    reason text not null,
    dismissed_by blob not null references agents (id),
    dismissed_at text not null,
    primary key (conversation, seq)
) strict;
