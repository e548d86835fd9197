select key, tenant, user_id, issuer, created_at, used_at from identity
where key = $1
