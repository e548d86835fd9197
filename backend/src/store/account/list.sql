select id, tenant, login, name, password_hash, state, created_at from account
where tenant = $1
order by login
