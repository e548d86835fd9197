select count(*) from feedback where tenant = $1 and settled_at is null
