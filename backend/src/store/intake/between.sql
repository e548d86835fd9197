select tenant, replica, cmd_no, hash, user_id, received_at, person, judged, bytes from intake
where tenant = $1 and replica = $2 and cmd_no between $3 and $4
order by cmd_no
