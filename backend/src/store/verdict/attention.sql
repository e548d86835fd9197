select v.replica, v.cmd_no, v.no, v.state, v.body, i.user_id, i.received_at
from verdict as v
join intake as i on i.tenant = v.tenant and i.replica = v.replica and i.cmd_no = v.cmd_no
where v.tenant = $1 and v.state in ('parked', 'rejected', 'flagged')
    and (i.received_at, i.replica, i.cmd_no) < ($2, $3, $4)
    and ($5 or not exists (
        select 1 from settled as s
        where s.tenant = v.tenant and s.replica = v.replica and s.cmd_no = v.cmd_no and s.no = v.no
    ))
order by i.received_at desc, i.replica desc, i.cmd_no desc
limit $6
