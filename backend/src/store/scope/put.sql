insert into scope_row (tenant, scope, t, id, seq, live, why, hash)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (tenant, scope, t, id) do update set
    seq = excluded.seq,
    live = excluded.live,
    why = excluded.why,
    hash = excluded.hash
