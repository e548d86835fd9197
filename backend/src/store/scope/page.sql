select tenant, scope, t, id, seq, live, why, hash from scope_row
where tenant = $1 and scope = $2 and (t, id) > ($3, $4) and live
order by t, id
limit $5
