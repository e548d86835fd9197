-- The domain's rows: facts are for the views, the body may be sealed under the person's key.
create table entity (
    tenant blob not null references tenant (id),
    kind text not null,
    id blob not null,
    parent blob,
    ver integer not null,
    person blob,
    facts text not null,
    body blob not null,
    primary key (tenant, kind, id)
) strict;

create index entity_parent on entity (tenant, kind, parent, id) where parent is not null;
create index entity_person on entity (tenant, person) where person is not null;
