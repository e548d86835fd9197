update session set ended = $2 where user_id = $1 and ended is null
