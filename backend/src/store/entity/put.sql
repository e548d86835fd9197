insert into entity (tenant, kind, id, parent, ver, person, facts, body)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (tenant, kind, id) do update set
    parent = excluded.parent,
    ver = excluded.ver,
    person = excluded.person,
    facts = excluded.facts,
    body = excluded.body
