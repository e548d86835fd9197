select key, kind, user_id, payload, expires_at from ceremony where key = $1
