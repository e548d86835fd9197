-- Tenants with the order of their commands, and small settings of the server.
create table meta (
    key text not null primary key,
    value text not null
) strict, without rowid;

create table tenant (
    id blob not null primary key,
    name text not null,
    created_at integer not null,
    seq integer not null default 0
) strict, without rowid;
