select v.replica, v.cmd_no, v.no, v.state, v.body, i.user_id, i.received_at
from verdict as v
join intake as i on i.tenant = v.tenant and i.replica = v.replica and i.cmd_no = v.cmd_no
where v.tenant = $1 and v.state in ('parked', 'rejected', 'flagged')
    and (i.received_at, i.replica, i.cmd_no) < ($2, $3, $4)
order by i.received_at desc, i.replica desc, i.cmd_no desc
limit $5
