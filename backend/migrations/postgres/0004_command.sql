-- Commands as they came, the copies that sent them, and what became of them.
create table intake (
    tenant uuid not null,
    replica uuid not null,
    cmd_no bigint not null,
    hash bytea not null,
    user_id uuid not null,
    received_at bigint not null,
    person uuid not null,
    judged boolean not null,
    bytes bytea not null,
    primary key (tenant, replica, cmd_no)
);

create index intake_unjudged on intake (tenant, received_at, replica, cmd_no) where not judged;

create table replica (
    tenant uuid not null,
    replica uuid not null,
    user_id uuid not null,
    custody_high bigint not null,
    last_hash bytea,
    last_pull bigint not null,
    schema bigint not null,
    build text not null,
    last_seen bigint not null,
    primary key (tenant, replica)
);

create unique index replica_id on replica (replica);

create table verdict (
    tenant uuid not null,
    replica uuid not null,
    cmd_no bigint not null,
    no bigint not null,
    seq bigint,
    state text collate "C" not null,
    body text not null,
    primary key (tenant, replica, cmd_no)
);

create unique index verdict_no on verdict (tenant, replica, no);
create index verdict_attention on verdict (tenant, replica, cmd_no) where state in ('parked', 'rejected', 'flagged');
