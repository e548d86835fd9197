select a.tenant, a.replica, a.cmd_no, a.kind, a.id, a.on_no
from awaited as a
where a.tenant = $1 and (a.replica, a.cmd_no) > ($2, $3) and (
    exists (select 1 from entity as e where e.tenant = a.tenant and e.kind = a.kind and e.id = a.id)
    or not exists (
        select 1 from unmade as u
        where u.tenant = a.tenant and u.replica = a.replica and u.cmd_no = a.on_no and u.id = a.id
    )
)
order by a.replica, a.cmd_no
limit $4
