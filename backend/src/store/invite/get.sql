select token_hash, tenant, kind, payload, created_at, expires_at, used_at from invite
where token_hash = $1
