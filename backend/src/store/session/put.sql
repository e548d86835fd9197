insert into session (
    token_hash, user_id, tenant, created_at, last_seen, auth_time, ended, amr, agent, acr, issuer
)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict (token_hash) do update set
    user_id = excluded.user_id,
    tenant = excluded.tenant,
    created_at = excluded.created_at,
    last_seen = excluded.last_seen,
    auth_time = excluded.auth_time,
    ended = excluded.ended,
    amr = excluded.amr,
    agent = excluded.agent,
    acr = excluded.acr,
    issuer = excluded.issuer
