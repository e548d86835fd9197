select tenant, scope, t, id, seq, live, why, hash from scope_row
where tenant = $1 and t = $2 and id = $3 and live
order by scope
