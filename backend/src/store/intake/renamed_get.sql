select tenant, hash, left_replica, replica, cmd_no from renamed
where tenant = $1 and hash = $2
