update intake set judged = $5 where tenant = $1 and replica = $2 and cmd_no between $3 and $4
