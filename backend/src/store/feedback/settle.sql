update feedback set settled_at = $3, settled_by = $4
where tenant = $1 and id = $2 and settled_at is null
