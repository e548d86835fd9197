select id, tenant, site, name, state, handle, code_hash, expires_at, tries, public_key, nonce, nonce_until,
    user_id, membership, made_by, made_at, last_seen, wrong_pins
from device
where id = $1
