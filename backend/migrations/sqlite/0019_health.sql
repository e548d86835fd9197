-- How each device stood when it was heard last, as it said itself (JSON).
create table health (
    tenant blob not null,
    replica blob not null,
    user_id blob not null,
    heard_at integer not null,
    body text not null,
    primary key (tenant, replica)
) strict, without rowid;

create index health_user on health (tenant, user_id, heard_at, replica);

insert into sqlite_stat1 (tbl, idx, stat) values
    ('health', 'health', '1000 1000 1'),
    ('health', 'health_user', '1000 1000 4 1 1');
analyze sqlite_schema;
