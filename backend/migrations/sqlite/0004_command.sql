-- Commands as they came, the copies that sent them, and what became of them.
create table intake (
    tenant blob not null,
    replica blob not null,
    cmd_no integer not null,
    hash blob not null,
    user_id blob not null,
    received_at integer not null,
    person blob not null,
    judged integer not null,
    bytes blob not null,
    primary key (tenant, replica, cmd_no)
) strict;

create index intake_unjudged on intake (tenant, received_at, replica, cmd_no) where not judged;

create table replica (
    tenant blob not null,
    replica blob not null,
    user_id blob not null,
    custody_high integer not null,
    last_hash blob,
    last_pull integer not null,
    schema integer not null,
    build text not null,
    last_seen integer not null,
    primary key (tenant, replica)
) strict, without rowid;

create unique index replica_id on replica (replica);

create table verdict (
    tenant blob not null,
    replica blob not null,
    cmd_no integer not null,
    no integer not null,
    seq integer,
    state text not null,
    body text not null,
    primary key (tenant, replica, cmd_no)
) strict, without rowid;

create unique index verdict_no on verdict (tenant, replica, no);
create index verdict_attention on verdict (tenant, replica, cmd_no) where state in ('parked', 'rejected', 'flagged');
