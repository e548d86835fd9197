update invite set used_at = $2 where token_hash = $1 and used_at is null
