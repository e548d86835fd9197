insert into awaited (tenant, replica, cmd_no, kind, id, on_no)
values ($1, $2, $3, $4, $5, $6)
on conflict (tenant, replica, cmd_no) do update set
    kind = excluded.kind,
    id = excluded.id,
    on_no = excluded.on_no
