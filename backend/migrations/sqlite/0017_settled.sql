-- What the office has put aside from its inbox: which verdict of which command, how, by whom and when.
create table settled (
    tenant blob not null,
    replica blob not null,
    cmd_no integer not null,
    no integer not null,
    how text not null,
    by_user blob not null,
    at integer not null,
    primary key (tenant, replica, cmd_no, no)
) strict, without rowid;

insert into sqlite_stat1 (tbl, idx, stat) values ('settled', 'settled', '10000 10000 10 1 1');
analyze sqlite_schema;
