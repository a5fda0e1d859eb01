-- Logout tokens of the sign-in provider that were used, while they would still be good: each is good once.
create table openid_logouts (
    issuer text not null,
    token text not null,
    forget_at text not null,
    primary key (issuer, token)
) strict, without rowid;
