insert into intake (tenant, replica, cmd_no, hash, user_id, received_at, person, judged, bytes)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (tenant, replica, cmd_no) do nothing
