select user_id, tenant, set_at, body from pin
where user_id = $1
