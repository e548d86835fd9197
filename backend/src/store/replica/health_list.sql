select tenant, replica, user_id, heard_at, body from health
where tenant = $1
order by heard_at desc, replica
limit $2
