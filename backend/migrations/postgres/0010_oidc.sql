-- Whom an issuer has proven: the key is the hash of issuer and subject, so that nothing here names a person. What an issuer
-- publishes is kept for a start while it does not answer; its rights, so that its claims end none that others gave.
create table identity (
    key bytea not null primary key,
    tenant uuid not null,
    user_id uuid not null references account (id),
    issuer text collate "C" not null,
    created_at bigint not null,
    used_at bigint not null
);

create index identity_by_user on identity (user_id, created_at, key);

create table issued_right (
    membership uuid not null primary key,
    tenant uuid not null,
    user_id uuid not null references account (id),
    issuer text collate "C" not null
);

create index issued_right_by_user on issued_right (user_id, membership);

create table issuer (
    issuer text collate "C" not null primary key,
    document bytea not null,
    keys bytea not null,
    fetched_at bigint not null
);

alter table session add column acr text collate "C" not null default '';
alter table session add column issuer text collate "C" not null default '';
