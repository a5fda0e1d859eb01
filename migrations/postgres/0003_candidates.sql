-- Life among many: how much is said in a community and by whom, answers held back for a direct chat, and answers of
-- peers that may become knowledge.

-- How many messages were seen in a place lately, and how many of ours are among them. Counts, and no words.
create table talk (
    place uuid primary key references places (id),
    people bigint not null,
    bot bigint not null
);

-- Questions whose answer waits until the asker opens a direct chat: the last of each conversation.
create table held_answers (
    conversation uuid primary key references conversations (id),
    identity uuid not null references identities (id),
    question text not null,
    at timestamptz not null
);

create index held_answers_by_identity on held_answers (identity, at);

-- Accepted answers of peers. The words stay on the timeline: what is erased there is erased here.
create table candidates (
    id uuid primary key,
    conversation uuid not null references conversations (id),
    author uuid not null references identities (id),
    question_seq bigint,
    answer_seq bigint not null,
    consent text not null,
    created_at timestamptz not null,
    unique (conversation, author)
);

create index candidates_by_author on candidates (author);
