select token_hash, user_id, tenant, created_at, last_seen, auth_time, ended, amr, agent, acr, issuer from session
where user_id = $1
order by created_at desc, token_hash desc
