-- Questions that nothing answered and whose askers want to be told when something does; `reply` is the number of the bot's reply under
-- which they said so. `looked_to` is the revision of the articles up to which it is known that nothing answers it. Once it is told, only
-- when and by which article is left: the words are on the timeline.
create table wishes (
    conversation uuid not null references conversations (id),
    reply bigint not null,
    question text not null,
    earlier text,
    language text not null,
    refused jsonb not null,
    asked_at timestamptz not null,
    wished_at timestamptz not null,
    looked_to bigint not null,
    looked_at timestamptz,
    told_at timestamptz,
    article text,
    primary key (conversation, reply)
);

create index wishes_open on wishes (wished_at) where told_at is null;
create index wishes_told on wishes (told_at) where told_at is not null;
