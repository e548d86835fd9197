-- What proves who somebody is besides the password, and what has been proven in a session. The key of a ceremony is the hash of
-- what the browser gives back, so a stolen database opens none.
alter table session add column amr text collate "C" not null default 'pwd';
alter table session add column agent text collate "C" not null default '';

create table passkey (
    id uuid not null primary key,
    user_id uuid not null references account (id),
    credential bytea not null unique,
    public_key bytea not null,
    counter bigint not null,
    name text not null,
    created_at bigint not null,
    last_used bigint
);

create index passkey_by_user on passkey (user_id, created_at, id);

create table authenticator (
    user_id uuid not null primary key references account (id),
    secret bytea not null,
    last_step bigint not null,
    created_at bigint not null
);

create table recovery_code (
    user_id uuid not null references account (id),
    hash bytea not null,
    used_at bigint,
    primary key (user_id, hash)
);

create table ceremony (
    key bytea not null primary key,
    kind text collate "C" not null,
    user_id uuid,
    payload bytea not null,
    expires_at bigint not null
);

create index ceremony_expires on ceremony (expires_at);

create table account_event (
    id uuid not null primary key,
    tenant uuid not null,
    user_id uuid not null references account (id),
    actor uuid not null,
    kind text collate "C" not null,
    at bigint not null
);

create index account_event_by_user on account_event (user_id, at, id);
