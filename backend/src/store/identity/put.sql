insert into identity (key, tenant, user_id, issuer, created_at, used_at)
values ($1, $2, $3, $4, $5, $6)
on conflict (key) do update set used_at = excluded.used_at
where identity.user_id = excluded.user_id
