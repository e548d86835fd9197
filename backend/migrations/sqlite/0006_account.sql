-- Who can sign in. A login is unique over all tenants, because it is asked for before the tenant is known.
create table account (
    id blob not null primary key,
    tenant blob not null references tenant (id),
    login text not null unique,
    name text not null,
    password_hash text not null,
    state text not null,
    created_at integer not null
) strict;

create index account_tenant on account (tenant, login);

create table session (
    token_hash blob not null primary key,
    user_id blob not null references account (id),
    tenant blob not null,
    created_at integer not null,
    last_seen integer not null,
    auth_time integer not null,
    ended integer
) strict, without rowid;

create index session_by_user on session (user_id, created_at);
create index session_last_seen on session (last_seen);

create table invite (
    token_hash blob not null primary key,
    tenant blob not null,
    kind text not null,
    payload text not null,
    created_at integer not null,
    expires_at integer not null,
    used_at integer
) strict, without rowid;

create index invite_tenant on invite (tenant, created_at);
