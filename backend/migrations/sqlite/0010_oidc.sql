-- Whom an issuer has proven: the key is the hash of issuer and subject, so that nothing here names a person. What an issuer
-- publishes is kept for a start while it does not answer; its rights, so that its claims end none that others gave.
create table identity (
    key blob not null primary key,
    tenant blob not null,
    user_id blob not null references account (id),
    issuer text not null,
    created_at integer not null,
    used_at integer not null
) strict, without rowid;

create index identity_by_user on identity (user_id, created_at, key);

create table issued_right (
    membership blob not null primary key,
    tenant blob not null,
    user_id blob not null references account (id),
    issuer text not null
) strict, without rowid;

create index issued_right_by_user on issued_right (user_id, membership);

create table issuer (
    issuer text not null primary key,
    document blob not null,
    keys blob not null,
    fetched_at integer not null
) strict, without rowid;

alter table session add column acr text not null default '';
alter table session add column issuer text not null default '';
