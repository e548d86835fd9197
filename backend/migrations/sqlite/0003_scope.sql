-- Who may see which row: the latest word on a row in a scope, the sum of a scope, and who has which scope.
create table scope_row (
    tenant blob not null,
    scope text not null,
    t text not null,
    id blob not null,
    seq integer not null,
    live integer not null,
    why text not null,
    hash integer not null,
    primary key (tenant, scope, t, id)
) strict, without rowid;

create index scope_row_seq on scope_row (tenant, scope, seq, t, id);
create index scope_row_key on scope_row (tenant, t, id, scope);

create table scope_digest (
    tenant blob not null,
    scope text not null,
    n integer not null,
    h integer not null,
    primary key (tenant, scope)
) strict, without rowid;

create table scope_grant (
    tenant blob not null,
    kind text not null,
    entity blob not null,
    n integer not null,
    member text not null,
    scope text not null,
    from_day text not null,
    to_day text,
    primary key (tenant, kind, entity, n)
) strict, without rowid;

create index scope_grant_member on scope_grant (tenant, member);
