delete from passkey where id = $1 and user_id = $2
