-- What people say about the product. The words and the contact are sealed under a key of their own, so that one can be erased.
create table feedback (
    id uuid not null primary key,
    tenant uuid not null references tenant (id),
    kind text collate "C" not null,
    place text collate "C" not null,
    body bytea not null,
    created_at bigint not null,
    settled_at bigint,
    settled_by uuid
);

create index feedback_newest on feedback (tenant, created_at, id);
