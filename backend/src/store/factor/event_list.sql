select id, tenant, user_id, actor, kind, at from account_event
where user_id = $1
order by at desc, id desc
limit $2
