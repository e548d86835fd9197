select tenant, seq, actor, replica, cmd_no, kind, cmd_hash, person, body, prev_hash, hash from audit
where tenant = $1 and seq > $2
order by seq
limit $3
