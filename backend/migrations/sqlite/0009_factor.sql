-- What proves who somebody is besides the password, and what has been proven in a session. The key of a ceremony is the hash of
-- what the browser gives back, so a stolen database opens none.
alter table session add column amr text not null default 'pwd';
alter table session add column agent text not null default '';

create table passkey (
    id blob not null primary key,
    user_id blob not null references account (id),
    credential blob not null unique,
    public_key blob not null,
    counter integer not null,
    name text not null,
    created_at integer not null,
    last_used integer
) strict;

create index passkey_by_user on passkey (user_id, created_at, id);

create table authenticator (
    user_id blob not null primary key references account (id),
    secret blob not null,
    last_step integer not null,
    created_at integer not null
) strict, without rowid;

create table recovery_code (
    user_id blob not null references account (id),
    hash blob not null,
    used_at integer,
    primary key (user_id, hash)
) strict, without rowid;

create table ceremony (
    key blob not null primary key,
    kind text not null,
    user_id blob,
    payload blob not null,
    expires_at integer not null
) strict, without rowid;

create index ceremony_expires on ceremony (expires_at);

create table account_event (
    id blob not null primary key,
    tenant blob not null,
    user_id blob not null references account (id),
    actor blob not null,
    kind text not null,
    at integer not null
) strict;

create index account_event_by_user on account_event (user_id, at, id);
