select token_hash, tenant, kind, payload, created_at, expires_at, used_at from invite
where tenant = $1
order by created_at desc, token_hash desc
