-- Shared tablets: the offer of a code, the key that used it, the user that it became. `state` is one of the codes of DeviceState.
create table device (
    id blob not null primary key,
    tenant blob not null,
    site blob not null,
    name text not null,
    state text not null,
    handle text not null,
    code_hash blob not null,
    expires_at integer not null,
    tries integer not null,
    public_key blob,
    nonce text,
    nonce_until integer not null,
    user_id blob unique,
    membership blob,
    made_by blob not null,
    made_at integer not null,
    last_seen integer,
    wrong_pins integer not null
) strict;

create index device_tenant on device (tenant, made_at);
create index device_handle on device (handle);

-- How a supervisor's PIN is checked on a tablet; sealed under the person's key.
create table pin (
    user_id blob not null primary key,
    tenant blob not null,
    set_at integer not null,
    body blob not null
) strict;
