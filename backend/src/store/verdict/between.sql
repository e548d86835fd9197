select tenant, replica, cmd_no, no, seq, state, body from verdict
where tenant = $1 and replica = $2 and cmd_no between $3 and $4
order by cmd_no
