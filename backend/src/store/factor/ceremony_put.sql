insert into ceremony (key, kind, user_id, payload, expires_at) values ($1, $2, $3, $4, $5)
