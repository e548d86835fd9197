select tenant, replica, user_id, heard_at, body from health
where tenant = $1 and user_id = $2
order by heard_at desc, replica desc
