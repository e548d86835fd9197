select id, tenant, login, name, password_hash, state, created_at from account
where login = $1
