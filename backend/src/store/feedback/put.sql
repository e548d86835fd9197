insert into feedback (id, tenant, kind, place, body, created_at, settled_at, settled_by)
values ($1, $2, $3, $4, $5, $6, $7, $8)
