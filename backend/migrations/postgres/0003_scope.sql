-- Who may see which row: the latest word on a row in a scope, the sum of a scope, and who has which scope.
create table scope_row (
    tenant uuid not null,
    scope text collate "C" not null,
    t text collate "C" not null,
    id uuid not null,
    seq bigint not null,
    live boolean not null,
    why text not null,
    hash bigint not null,
    primary key (tenant, scope, t, id)
);

create index scope_row_seq on scope_row (tenant, scope, seq, t, id);
create index scope_row_key on scope_row (tenant, t, id, scope);

create table scope_digest (
    tenant uuid not null,
    scope text collate "C" not null,
    n bigint not null,
    h bigint not null,
    primary key (tenant, scope)
);

create table scope_grant (
    tenant uuid not null,
    kind text collate "C" not null,
    entity uuid not null,
    n bigint not null,
    member text collate "C" not null,
    scope text collate "C" not null,
    from_day text collate "C" not null,
    to_day text collate "C",
    primary key (tenant, kind, entity, n)
);

create index scope_grant_member on scope_grant (tenant, member);
