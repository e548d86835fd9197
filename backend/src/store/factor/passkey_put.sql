insert into passkey (id, user_id, credential, public_key, counter, name, created_at, last_used)
values ($1, $2, $3, $4, $5, $6, $7, $8)
