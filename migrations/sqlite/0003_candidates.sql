-- Life among many: how much is said in a community and by whom, answers held back for a direct chat, and answers of
-- peers that may become knowledge.

-- How many messages were seen in a place lately, and how many of ours are among them. Counts, and no words.
create table talk (
    place blob primary key references places (id),
    people integer not null,
    bot integer not null
) strict, without rowid;

-- Questions whose answer waits until the asker opens a direct chat: the last of each conversation.
create table held_answers (
    conversation blob primary key references conversations (id),
    identity blob not null references identities (id),
    question text not null,
    at text not null
) strict, without rowid;

create index held_answers_by_identity on held_answers (identity, at);

-- Accepted answers of peers. The words stay on the timeline: what is erased there is erased here.
create table candidates (
    id blob primary key,
    conversation blob not null references conversations (id),
    author blob not null references identities (id),
    question_seq integer,
    answer_seq integer not null,
    consent text not null,
    created_at text not null,
    unique (conversation, author)
) strict, without rowid;

create index candidates_by_author on candidates (author);
