//! What is not written often enough to be gathered goes straight to the database.

use async_trait::async_trait;
use uuid::Uuid;

use super::{BatchedTx, Inner};
use crate::store::{
    AccountEventRow, AccountTx, AuthenticatorRow, CeremonyRow, DeviceRow, DeviceTx, FactorTx,
    FeedbackCursor, FeedbackRow, FeedbackTx, GrantRow, GrantTx, Hash, IdentityRow, IdentityTx,
    InviteRow, IssuedRightRow, IssuerRow, PasskeyRow, PinRow, SessionRow, StoreError, TenantId,
    UserRow,
};

type Result<T> = std::result::Result<T, StoreError>;

macro_rules! straight {
    ($($trait:ident { $($method:ident($($name:ident: $type:ty),*) -> $gives:ty;)+ })+) => {$(
        #[async_trait]
        impl<T: Inner> $trait for BatchedTx<T> {
            $(async fn $method(&mut self, $($name: $type),*) -> Result<$gives> {
                self.direct().await?;
                self.inner.$method($($name),*).await
            })+
        }
    )+};
}

straight! {
    GrantTx {
        grants(tenant: TenantId, kind: &str, id: Uuid) -> Vec<GrantRow>;
        replace_grants(tenant: TenantId, kind: &str, id: Uuid, grants: &[GrantRow]) -> ();
        scopes_of(tenant: TenantId, member: &str, day: &str) -> Vec<String>;
    }
    AccountTx {
        user(user: Uuid) -> Option<UserRow>;
        user_by_login(login: &str) -> Option<UserRow>;
        users(tenant: TenantId) -> Vec<UserRow>;
        put_user(row: &UserRow) -> ();
        session(token_hash: &Hash) -> Option<SessionRow>;
        sessions_of(user: Uuid) -> Vec<SessionRow>;
        put_session(row: &SessionRow) -> ();
        end_sessions(user: Uuid, at: i64) -> u64;
        forget_sessions(seen_before: i64) -> u64;
        invite(token_hash: &Hash) -> Option<InviteRow>;
        invites(tenant: TenantId) -> Vec<InviteRow>;
        put_invite(row: &InviteRow) -> ();
        use_invite(token_hash: &Hash, at: i64) -> bool;
    }
    DeviceTx {
        device(device: Uuid) -> Option<DeviceRow>;
        device_of_user(user: Uuid) -> Option<DeviceRow>;
        devices_by_handle(handle: &str) -> Vec<DeviceRow>;
        devices(tenant: TenantId) -> Vec<DeviceRow>;
        put_device(row: &DeviceRow) -> ();
        pin(user: Uuid) -> Option<PinRow>;
        put_pin(row: &PinRow) -> ();
    }
    FactorTx {
        put_passkey(row: &PasskeyRow) -> ();
        passkey(credential: &[u8]) -> Option<PasskeyRow>;
        passkeys_of(user: Uuid) -> Vec<PasskeyRow>;
        use_passkey(id: Uuid, counter: i64, at: i64) -> bool;
        remove_passkey(user: Uuid, id: Uuid) -> bool;
        authenticator(user: Uuid) -> Option<AuthenticatorRow>;
        put_authenticator(row: &AuthenticatorRow) -> ();
        use_step(user: Uuid, step: i64) -> bool;
        remove_authenticator(user: Uuid) -> bool;
        replace_recovery(user: Uuid, hashes: &[Hash]) -> ();
        use_recovery(user: Uuid, hash: &Hash, at: i64) -> bool;
        recovery_left(user: Uuid) -> i64;
        put_ceremony(row: &CeremonyRow) -> ();
        take_ceremony(key: &Hash) -> Option<CeremonyRow>;
        forget_ceremonies(expired_at: i64) -> u64;
        put_account_event(row: &AccountEventRow) -> ();
        account_events(user: Uuid, limit: i64) -> Vec<AccountEventRow>;
    }
    IdentityTx {
        identity(key: &Hash) -> Option<IdentityRow>;
        identities_of(user: Uuid) -> Vec<IdentityRow>;
        put_identity(row: &IdentityRow) -> ();
        issued_rights(user: Uuid) -> Vec<IssuedRightRow>;
        put_issued_right(row: &IssuedRightRow) -> ();
        issuer(issuer: &str) -> Option<IssuerRow>;
        put_issuer(row: &IssuerRow) -> ();
    }
    FeedbackTx {
        put_feedback(row: &FeedbackRow) -> ();
        feedback_page(tenant: TenantId, after: FeedbackCursor, limit: i64) -> Vec<FeedbackRow>;
        open_feedback(tenant: TenantId) -> i64;
        settle_feedback(tenant: TenantId, id: Uuid, by: Uuid, at: i64) -> bool;
        forget_feedback(tenant: TenantId, settled_before: i64) -> Vec<Uuid>;
    }
}
