select id, user_id, credential, public_key, counter, name, created_at, last_used from passkey
where user_id = $1
order by created_at, id
