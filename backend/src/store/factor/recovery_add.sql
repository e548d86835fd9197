insert into recovery_code (user_id, hash, used_at) values ($1, $2, null)
