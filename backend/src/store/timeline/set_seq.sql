update tenant set seq = $2 where id = $1
