-- What commands were called in chains that their devices have left, by the hash they had there: under whatever name one comes, it is
-- done once.
create table renamed (
    tenant blob not null,
    hash blob not null,
    left_replica blob not null,
    replica blob not null,
    cmd_no integer not null,
    primary key (tenant, hash)
) strict, without rowid;

create index renamed_left on renamed (tenant, left_replica);

insert into sqlite_stat1 (tbl, idx, stat) values
    ('renamed', 'renamed', '1000 1000 1'),
    ('renamed', 'renamed_left', '1000 1000 20');
analyze sqlite_schema;
