-- Commands that wait for a row which an earlier one of their chain would have made: for which row, and for which command.
create table awaited (
    tenant uuid not null,
    replica uuid not null,
    cmd_no bigint not null,
    kind text not null,
    id uuid not null,
    on_no bigint not null,
    primary key (tenant, replica, cmd_no)
);

create index awaited_row on awaited (tenant, id, replica, cmd_no);
create index awaited_on on awaited (tenant, replica, on_no, cmd_no);

-- The rows that a command would have made which was refused or waits, and was not put aside: whoever names one waits for it.
create table unmade (
    tenant uuid not null,
    replica uuid not null,
    cmd_no bigint not null,
    id uuid not null,
    primary key (tenant, replica, cmd_no, id)
);

create index unmade_row on unmade (tenant, replica, id, cmd_no);
