-- The audit chain, and the keys that its sealed part lies under.
create table audit (
    tenant blob not null,
    seq integer not null,
    actor blob not null,
    replica blob not null,
    cmd_no integer not null,
    kind text not null,
    cmd_hash blob not null,
    person blob not null,
    body blob not null,
    prev_hash blob not null,
    hash blob not null,
    primary key (tenant, seq)
) strict;

create table person_key (
    tenant blob not null,
    person blob not null,
    wrapped blob,
    erased_at integer,
    primary key (tenant, person),
    check ((wrapped is null) <> (erased_at is null))
) strict, without rowid;

create table person_alias (
    tenant blob not null,
    id blob not null,
    person blob not null,
    primary key (tenant, id)
) strict, without rowid;
