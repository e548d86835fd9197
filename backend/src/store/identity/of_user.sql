select key, tenant, user_id, issuer, created_at, used_at from identity
where user_id = $1
order by created_at, key
