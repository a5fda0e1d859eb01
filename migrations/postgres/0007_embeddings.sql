-- What articles' texts mean, as the endpoint of the settings said: a cache, which may be emptied at any time.

create table embeddings (
    -- Who said it. Vectors of two models cannot be compared.
    model text not null,
    -- Of what the model was told, its text included: half of a SHA-256, in hexadecimal.
    hash text not null,
    -- The numbers, each a float of four bytes, the lowest byte first.
    vector bytea not null,
    primary key (model, hash)
);
