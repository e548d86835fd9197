-- How each device stood when it was heard last, as it said itself (JSON).
create table health (
    tenant uuid not null,
    replica uuid not null,
    user_id uuid not null,
    heard_at bigint not null,
    body text not null,
    primary key (tenant, replica)
);

create index health_user on health (tenant, user_id, heard_at, replica);
