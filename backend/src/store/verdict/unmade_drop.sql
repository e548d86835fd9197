delete from unmade where tenant = $1 and replica = $2 and cmd_no = $3
