insert into health (tenant, replica, user_id, heard_at, body)
values ($1, $2, $3, $4, $5)
on conflict (tenant, replica) do update set
    heard_at = excluded.heard_at,
    body = excluded.body
where health.user_id = excluded.user_id
