delete from entity
where tenant = $1 and kind = $2 and id = $3
