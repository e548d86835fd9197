insert into authenticator (user_id, secret, last_step, created_at)
values ($1, $2, $3, $4)
on conflict (user_id) do update set
    secret = excluded.secret,
    last_step = excluded.last_step,
    created_at = excluded.created_at
