delete from scope_row
where tenant = $1 and (scope, t, id) in (
    select gone.scope, gone.t, gone.id from scope_row as gone
    where gone.tenant = $1 and not gone.live and gone.seq <= $2
    order by gone.seq
    limit $3
)
