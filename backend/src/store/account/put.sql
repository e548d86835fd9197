insert into account (id, tenant, login, name, password_hash, state, created_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (id) do update set
    tenant = excluded.tenant,
    login = excluded.login,
    name = excluded.name,
    password_hash = excluded.password_hash,
    state = excluded.state,
    created_at = excluded.created_at
