-- What somebody of the team is told of: that a colleague mentioned them, or that a conversation was given to them. One of a
-- kind for each conversation, the latest; `seq` is the entry that says it.
create table notifications (
    agent uuid not null references agents (id),
    kind text not null,
    conversation uuid not null references conversations (id),
    seq bigint not null,
    at timestamptz not null,
    seen boolean not null default false,
    primary key (agent, kind, conversation)
);

-- In the order of the view of mentions; what was not seen yet; and what goes with a conversation's words.
create index notifications_in_view on notifications (agent, kind, at desc, conversation);
create index notifications_unseen on notifications (agent, seen, at desc);
create index notifications_of on notifications (conversation);
