delete from authenticator where user_id = $1
