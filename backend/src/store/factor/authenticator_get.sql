select user_id, secret, last_step, created_at from authenticator where user_id = $1
