insert into pin (user_id, tenant, set_at, body)
values ($1, $2, $3, $4)
on conflict (user_id) do update set
    tenant = excluded.tenant,
    set_at = excluded.set_at,
    body = excluded.body
