select id, name, created_at from tenant where id = $1
