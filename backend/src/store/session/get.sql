select token_hash, user_id, tenant, created_at, last_seen, auth_time, ended, amr, agent, acr, issuer from session
where token_hash = $1
