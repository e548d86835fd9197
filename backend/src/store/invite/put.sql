insert into invite (token_hash, tenant, kind, payload, created_at, expires_at, used_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (token_hash) do update set
    tenant = excluded.tenant,
    kind = excluded.kind,
    payload = excluded.payload,
    created_at = excluded.created_at,
    expires_at = excluded.expires_at,
    used_at = excluded.used_at
