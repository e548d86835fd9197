-- The domain's rows: facts are for the views, the body may be sealed under the person's key.
create table entity (
    tenant uuid not null references tenant (id),
    kind text collate "C" not null,
    id uuid not null,
    parent uuid,
    ver bigint not null,
    person uuid,
    facts text not null,
    body bytea not null,
    primary key (tenant, kind, id)
);

create index entity_parent on entity (tenant, kind, parent, id) where parent is not null;
create index entity_person on entity (tenant, person) where person is not null;
