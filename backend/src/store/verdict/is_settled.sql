select no from settled where tenant = $1 and replica = $2 and cmd_no = $3 and no = $4
