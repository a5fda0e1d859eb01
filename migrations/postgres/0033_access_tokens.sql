-- What programs show to act for somebody of the team, by its hash: nobody who reads this table can use one. Where they end they are
-- removed; the audit log keeps what they were called.
create table access_tokens (
    id uuid primary key,
    agent uuid not null references agents (id),
    name text not null,
    role text not null,
    token_hash bytea not null unique,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    address text,
    unique (agent, name)
);

-- What the access token was called by which something was done.
alter table audit_log add column token text;
