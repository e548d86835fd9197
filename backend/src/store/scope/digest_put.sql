insert into scope_digest (tenant, scope, n, h) values ($1, $2, $3, $4)
on conflict (tenant, scope) do update set n = excluded.n, h = excluded.h
