select left_replica from renamed
where tenant = $1 and left_replica = $2
limit 1
