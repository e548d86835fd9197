-- Who can sign in. A login is unique over all tenants, because it is asked for before the tenant is known.
create table account (
    id uuid not null primary key,
    tenant uuid not null references tenant (id),
    login text collate "C" not null unique,
    name text not null,
    password_hash text not null,
    state text collate "C" not null,
    created_at bigint not null
);

create index account_tenant on account (tenant, login);

create table session (
    token_hash bytea not null primary key,
    user_id uuid not null references account (id),
    tenant uuid not null,
    created_at bigint not null,
    last_seen bigint not null,
    auth_time bigint not null,
    ended bigint
);

create index session_by_user on session (user_id, created_at);
create index session_last_seen on session (last_seen);

create table invite (
    token_hash bytea not null primary key,
    tenant uuid not null,
    kind text collate "C" not null,
    payload text not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint
);

create index invite_tenant on invite (tenant, created_at);
