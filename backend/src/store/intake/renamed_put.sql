insert into renamed (tenant, hash, left_replica, replica, cmd_no)
values ($1, $2, $3, $4, $5)
on conflict (tenant, hash) do nothing
