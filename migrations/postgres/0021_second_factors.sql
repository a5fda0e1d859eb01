-- What somebody signs in with beside their password: the secret of their codes (RFC 6238), since when it counts, and the last
-- step of time whose code was used, so that none is used twice.
create table second_factors (
    agent uuid primary key references agents (id),
    secret bytea not null,
    confirmed_at timestamptz,
    last_step bigint not null default 0
);

-- Codes for whoever has lost their device. Each works once, and is gone then.
create table recovery_codes (
    agent uuid not null references agents (id),
    code_hash bytea not null,
    primary key (agent, code_hash)
);

-- Who of the team did what, about whom, from where. Rows are added, never changed; what is old is let go of.
create table audit_log (
    id uuid primary key,
    at timestamptz not null,
    kind text not null,
    actor text not null,
    agent uuid,
    about uuid,
    address text,
    detail text not null
);

create index audit_log_at on audit_log (at desc, id desc);

create function audit_log_stays() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is only added to';
end
$$;

create trigger audit_log_stays before update on audit_log for each row execute function audit_log_stays();
