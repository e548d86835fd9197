insert into tenant (id, name, created_at) values ($1, $2, $3)
on conflict (id) do update set name = excluded.name, created_at = excluded.created_at
