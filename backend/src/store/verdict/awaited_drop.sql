delete from awaited where tenant = $1 and replica = $2 and cmd_no = $3
