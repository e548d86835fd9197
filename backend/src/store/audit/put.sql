insert into audit (tenant, seq, actor, replica, cmd_no, kind, cmd_hash, person, body, prev_hash, hash)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict (tenant, seq) do nothing
