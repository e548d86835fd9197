-- The audit chain, and the keys that its sealed part lies under.
create table audit (
    tenant uuid not null,
    seq bigint not null,
    actor uuid not null,
    replica uuid not null,
    cmd_no bigint not null,
    kind text collate "C" not null,
    cmd_hash bytea not null,
    person uuid not null,
    body bytea not null,
    prev_hash bytea not null,
    hash bytea not null,
    primary key (tenant, seq)
);

create table person_key (
    tenant uuid not null,
    person uuid not null,
    wrapped bytea,
    erased_at bigint,
    primary key (tenant, person),
    check ((wrapped is null) <> (erased_at is null))
);

create table person_alias (
    tenant uuid not null,
    id uuid not null,
    person uuid not null,
    primary key (tenant, id)
);
