select id, user_id, credential, public_key, counter, name, created_at, last_used from passkey
where credential = $1
