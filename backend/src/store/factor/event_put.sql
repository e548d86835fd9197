insert into account_event (id, tenant, user_id, actor, kind, at) values ($1, $2, $3, $4, $5, $6)
