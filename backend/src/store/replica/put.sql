insert into replica (tenant, replica, user_id, custody_high, durable_high, last_hash, last_pull, schema, build, last_seen)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (replica) do update set
    user_id = excluded.user_id,
    custody_high = excluded.custody_high,
    durable_high = excluded.durable_high,
    last_hash = excluded.last_hash,
    last_pull = excluded.last_pull,
    schema = excluded.schema,
    build = excluded.build,
    last_seen = excluded.last_seen
where replica.tenant = excluded.tenant
