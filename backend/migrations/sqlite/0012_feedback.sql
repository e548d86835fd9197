-- What people say about the product. The words and the contact are sealed under a key of their own, so that one can be erased.
create table feedback (
    id blob not null primary key,
    tenant blob not null references tenant (id),
    kind text not null,
    place text not null,
    body blob not null,
    created_at integer not null,
    settled_at integer,
    settled_by blob
) strict;

create index feedback_newest on feedback (tenant, created_at, id);
