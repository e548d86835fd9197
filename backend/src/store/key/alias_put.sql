insert into person_alias (tenant, id, person) values ($1, $2, $3)
on conflict (tenant, id) do update set person = excluded.person
