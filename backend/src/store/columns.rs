//! Which column holds which field. A field and its column have one name, save where SQL has taken the word.

use super::sql::{FromSql, column};
use super::{
    AccountEventRow, AttentionRow, AuditRow, AuthenticatorRow, AwaitedRow, CeremonyRow, DeviceRow,
    Digest, EntityRow, FeedbackRow, GrantRow, Hash, HealthRow, IntakeRow, InviteRow, PasskeyRow,
    PersonKey, PinRow, RenamedRow, ReplicaRow, ScopeRow, SessionRow, TenantRow, UserRow,
    VerdictRow,
};
use super::{IdentityRow, IssuedRightRow, IssuerRow};
use sqlx::{postgres::PgRow, sqlite::SqliteRow};
use uuid::Uuid;

macro_rules! name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $column:literal) => {
        $column
    };
}

macro_rules! columns {
    ($($type:ident { $($field:ident $(= $column:literal)?),+ $(,)? })+) => {$(
        columns!(@ SqliteRow, $type { $($field $(= $column)?),+ });
        columns!(@ PgRow, $type { $($field $(= $column)?),+ });
    )+};
    (@ $row:ty, $type:ident { $($field:ident $(= $column:literal)?),+ }) => {
        impl FromSql<$row> for $type {
            fn from_sql(row: &$row) -> Result<Self, sqlx::Error> {
                Ok(Self { $($field: column(row, name!($field $($column)?))?),+ })
            }
        }
    };
}

columns! {
    TenantRow { id, name, created_at }
    EntityRow { tenant, kind, id, parent, ver, person, facts, body }
    ScopeRow { tenant, scope, t, id, seq, live, why, hash }
    Digest { n, h }
    GrantRow { member, scope, from = "from_day", to = "to_day" }
    IntakeRow { tenant, replica, cmd_no, hash, user = "user_id", received_at, person, judged, bytes }
    RenamedRow { tenant, hash, left = "left_replica", replica, cmd_no }
    ReplicaRow {
        tenant, replica, user = "user_id", custody_high, durable_high, last_hash, last_pull, schema, build, last_seen,
    }
    HealthRow { tenant, replica, user = "user_id", heard_at, body }
    VerdictRow { tenant, replica, cmd_no, no, seq, state, body }
    AwaitedRow { tenant, replica, cmd_no, kind, id, on_no }
    AttentionRow { replica, cmd_no, no, state, body, user = "user_id", received_at }
    AuditRow { tenant, seq, actor, replica, cmd_no, kind, cmd_hash, person, body, prev_hash, hash }
    UserRow { id, tenant, login, name, password_hash, state, created_at }
    SessionRow { token_hash, user = "user_id", tenant, created_at, last_seen, auth_time, ended, amr, agent, acr, issuer }
    IdentityRow { key, tenant, user = "user_id", issuer, created_at, used_at }
    IssuedRightRow { membership, tenant, user = "user_id", issuer }
    IssuerRow { issuer, document, keys, fetched_at }
    InviteRow { token_hash, tenant, kind, payload, created_at, expires_at, used_at }
    DeviceRow {
        id, tenant, site, name, state, handle, code_hash, expires_at, tries, public_key, nonce, nonce_until,
        user = "user_id", membership, made_by, made_at, last_seen, wrong_pins,
    }
    PinRow { user = "user_id", tenant, set_at, body }
    PasskeyRow {
        id, user = "user_id", credential, public_key, counter, name, created_at, last_used,
    }
    AuthenticatorRow { user = "user_id", secret, last_step, created_at }
    CeremonyRow { key, kind, user = "user_id", payload, expires_at }
    AccountEventRow { id, tenant, user = "user_id", actor, kind, at }
    FeedbackRow { id, tenant, kind, place, body, created_at, settled_at, settled_by }
}

macro_rules! by_hand {
    ($($row:ty),+) => {$(
        impl FromSql<$row> for (i64, Hash) {
            fn from_sql(row: &$row) -> Result<Self, sqlx::Error> {
                Ok((column(row, "seq")?, column(row, "hash")?))
            }
        }

        impl FromSql<$row> for (Uuid, PersonKey) {
            fn from_sql(row: &$row) -> Result<Self, sqlx::Error> {
                Ok((column(row, "person")?, PersonKey::from_sql(row)?))
            }
        }

        impl FromSql<$row> for (Uuid, Uuid) {
            fn from_sql(row: &$row) -> Result<Self, sqlx::Error> {
                Ok((column(row, "id")?, column(row, "person")?))
            }
        }

        impl FromSql<$row> for PersonKey {
            fn from_sql(row: &$row) -> Result<Self, sqlx::Error> {
                let wrapped: Option<Vec<u8>> = column(row, "wrapped")?;
                let erased_at: Option<i64> = column(row, "erased_at")?;
                Ok(match (erased_at, wrapped) {
                    (None, Some(wrapped)) => Self::Wrapped(wrapped),
                    (at, _) => Self::Erased { at: at.unwrap_or(0) },
                })
            }
        }
    )+};
}
by_hand!(SqliteRow, PgRow);
