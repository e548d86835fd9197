insert into scope_grant (tenant, kind, entity, n, member, scope, from_day, to_day)
values ($1, $2, $3, $4, $5, $6, $7, $8)
