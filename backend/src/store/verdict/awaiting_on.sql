select tenant, replica, cmd_no, kind, id, on_no from awaited
where tenant = $1 and replica = $2 and on_no = $3
order by cmd_no
