-- Tenants with the order of their commands, and small settings of the server.
create table meta (
    key text collate "C" not null primary key,
    value text not null
);

create table tenant (
    id uuid not null primary key,
    name text not null,
    created_at bigint not null,
    seq bigint not null default 0
);
