select tenant, replica, user_id, custody_high, durable_high, last_hash, last_pull, schema, build, last_seen from replica
where tenant = $1
order by replica
