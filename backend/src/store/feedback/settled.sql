select id from feedback where tenant = $1 and settled_at < $2
order by id
