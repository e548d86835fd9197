select tenant, replica, cmd_no, hash, user_id, received_at, person, judged, bytes from intake
where tenant = $1 and not judged
order by received_at, replica, cmd_no
limit $2
