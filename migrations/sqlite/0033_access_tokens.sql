-- What programs show to act for somebody of the team, by its hash: nobody who reads this table can use one. Where they end they are
-- removed; the audit log keeps what they were called.
create table access_tokens (
    id blob primary key,
    agent blob not null references agents (id),
    name text not null,
    role text not null,
    token_hash blob not null unique,
    created_at text not null,
    expires_at text not null,
    used_at text,
    address text,
    unique (agent, name)
) strict, without rowid;

-- What the access token was called by which something was done.
alter table audit_log add column token text;
