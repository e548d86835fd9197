insert into person_key (tenant, person, wrapped) values ($1, $2, $3)
on conflict (tenant, person) do nothing
