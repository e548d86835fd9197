-- Shared tablets: the offer of a code, the key that used it, the user that it became. `state` is one of the codes of DeviceState.
create table device (
    id uuid not null primary key,
    tenant uuid not null,
    site uuid not null,
    name text collate "C" not null,
    state text collate "C" not null,
    handle text collate "C" not null,
    code_hash bytea not null,
    expires_at bigint not null,
    tries bigint not null,
    public_key bytea,
    nonce text collate "C",
    nonce_until bigint not null,
    user_id uuid unique,
    membership uuid,
    made_by uuid not null,
    made_at bigint not null,
    last_seen bigint,
    wrong_pins bigint not null
);

create index device_tenant on device (tenant, made_at);
create index device_handle on device (handle);

-- How a supervisor's PIN is checked on a tablet; sealed under the person's key.
create table pin (
    user_id uuid not null primary key,
    tenant uuid not null,
    set_at bigint not null,
    body bytea not null
);
