select id, tenant, kind, place, body, created_at, settled_at, settled_by from feedback
where tenant = $1 and (created_at, id) < ($2, $3)
order by created_at desc, id desc
limit $4
