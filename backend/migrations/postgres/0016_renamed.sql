-- What commands were called in chains that their devices have left, by the hash they had there: under whatever name one comes, it is
-- done once.
create table renamed (
    tenant uuid not null,
    hash bytea not null,
    left_replica uuid not null,
    replica uuid not null,
    cmd_no bigint not null,
    primary key (tenant, hash)
);

create index renamed_left on renamed (tenant, left_replica);
