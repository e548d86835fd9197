-- What the office has put aside from its inbox: which verdict of which command, how, by whom and when.
create table settled (
    tenant uuid not null,
    replica uuid not null,
    cmd_no bigint not null,
    no bigint not null,
    how text not null,
    by_user uuid not null,
    at bigint not null,
    primary key (tenant, replica, cmd_no, no)
);
