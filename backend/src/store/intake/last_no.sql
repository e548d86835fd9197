select coalesce(max(cmd_no), 0) from intake where tenant = $1 and replica = $2
