-- Commands that wait for a row which an earlier one of their chain would have made: for which row, and for which command.
create table awaited (
    tenant blob not null,
    replica blob not null,
    cmd_no integer not null,
    kind text not null,
    id blob not null,
    on_no integer not null,
    primary key (tenant, replica, cmd_no)
) strict, without rowid;

create index awaited_row on awaited (tenant, id, replica, cmd_no);
create index awaited_on on awaited (tenant, replica, on_no, cmd_no);

-- The rows that a command would have made which was refused or waits, and was not put aside: whoever names one waits for it.
create table unmade (
    tenant blob not null,
    replica blob not null,
    cmd_no integer not null,
    id blob not null,
    primary key (tenant, replica, cmd_no, id)
) strict, without rowid;

create index unmade_row on unmade (tenant, replica, id, cmd_no);

insert into sqlite_stat1 (tbl, idx, stat) values
    ('awaited', 'awaited', '1000 1000 50 1'),
    ('awaited', 'awaited_row', '1000 1000 10 2 1'),
    ('awaited', 'awaited_on', '1000 1000 50 10 1'),
    ('unmade', 'unmade', '1000 1000 50 2 1'),
    ('unmade', 'unmade_row', '1000 1000 50 1 1');
analyze sqlite_schema;
