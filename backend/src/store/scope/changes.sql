select tenant, scope, t, id, seq, live, why, hash from scope_row
where tenant = $1 and scope = $2 and seq > $3
    and seq <= coalesce(
        (
            select last.seq from scope_row as last
            where last.tenant = $1 and last.scope = $2 and last.seq > $3
            order by last.seq
            limit 1 offset $4
        ),
        9223372036854775807
    )
order by seq, t, id
