insert into person_key (tenant, person, erased_at) values ($1, $2, $3)
on conflict (tenant, person) do update set wrapped = null, erased_at = excluded.erased_at
where person_key.erased_at is null
