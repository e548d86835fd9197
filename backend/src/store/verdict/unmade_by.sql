select cmd_no from unmade
where tenant = $1 and replica = $2 and id = $3 and cmd_no < $4
order by cmd_no desc
limit 1
