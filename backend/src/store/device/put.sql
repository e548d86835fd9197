insert into device (id, tenant, site, name, state, handle, code_hash, expires_at, tries, public_key, nonce, nonce_until,
    user_id, membership, made_by, made_at, last_seen, wrong_pins)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
on conflict (id) do update set
    tenant = excluded.tenant,
    site = excluded.site,
    name = excluded.name,
    state = excluded.state,
    handle = excluded.handle,
    code_hash = excluded.code_hash,
    expires_at = excluded.expires_at,
    tries = excluded.tries,
    public_key = excluded.public_key,
    nonce = excluded.nonce,
    nonce_until = excluded.nonce_until,
    user_id = excluded.user_id,
    membership = excluded.membership,
    made_by = excluded.made_by,
    made_at = excluded.made_at,
    last_seen = excluded.last_seen,
    wrong_pins = excluded.wrong_pins
