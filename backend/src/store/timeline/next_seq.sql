update tenant set seq = seq + 1 where id = $1 returning seq
