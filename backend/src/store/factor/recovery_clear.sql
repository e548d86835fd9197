delete from recovery_code where user_id = $1
