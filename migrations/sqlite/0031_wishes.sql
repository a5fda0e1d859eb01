-- Questions that nothing answered and whose askers want to be told when something does; `reply` is the number of the bot's reply under
-- which they said so. `looked_to` is the revision of the articles up to which it is known that nothing answers it. Once it is told, only
-- when and by which article is left: the words are on the timeline.
create table wishes (
    conversation blob not null references conversations (id),
    reply integer not null,
    question text not null,
    earlier text,
    language text not null,
    refused text not null,
    asked_at text not null,
    wished_at text not null,
    looked_to integer not null,
    looked_at text,
    told_at text,
    article text,
    primary key (conversation, reply)
) strict, without rowid;

create index wishes_open on wishes (wished_at) where told_at is null;
create index wishes_told on wishes (told_at) where told_at is not null;
