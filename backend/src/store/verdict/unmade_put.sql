insert into unmade (tenant, replica, cmd_no, id)
values ($1, $2, $3, $4)
on conflict (tenant, replica, cmd_no, id) do nothing
