insert into settled (tenant, replica, cmd_no, no, how, by_user, at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (tenant, replica, cmd_no, no) do nothing
