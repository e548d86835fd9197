select tenant, replica, cmd_no, kind, id, on_no from awaited
where tenant = $1 and id = $2
order by replica, cmd_no
