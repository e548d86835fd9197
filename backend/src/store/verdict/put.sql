insert into verdict (tenant, replica, cmd_no, no, seq, state, body)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (tenant, replica, cmd_no) do update set
    no = excluded.no,
    seq = excluded.seq,
    state = excluded.state,
    body = excluded.body
