//! Passkeys, authenticators, recovery codes, ceremonies on their way, and what happened to an account, in SQL.

use super::sql::on_both;
use super::{
    AccountEventRow, AuthenticatorRow, CeremonyRow, FactorTx, Hash, PasskeyRow, StoreError,
};
use sqlx::query;
use uuid::Uuid;

on_both! {
    impl FactorTx {
        async fn put_passkey(&mut self, row: &PasskeyRow) -> Result<(), StoreError> {
            let sql = query(include_str!("passkey_put.sql"))
                .bind(row.id)
                .bind(row.user)
                .bind(&row.credential)
                .bind(&row.public_key)
                .bind(row.counter)
                .bind(&row.name)
                .bind(row.created_at)
                .bind(row.last_used);
            self.run(sql).await?;
            Ok(())
        }

        async fn passkey(&mut self, credential: &[u8]) -> Result<Option<PasskeyRow>, StoreError> {
            self.one(query(include_str!("passkey_get.sql")).bind(credential)).await
        }

        async fn passkeys_of(&mut self, user: Uuid) -> Result<Vec<PasskeyRow>, StoreError> {
            self.all(query(include_str!("passkey_list.sql")).bind(user)).await
        }

        async fn use_passkey(&mut self, id: Uuid, counter: i64, at: i64) -> Result<bool, StoreError> {
            let sql = query(include_str!("passkey_use.sql")).bind(id).bind(counter).bind(at);
            Ok(self.run(sql).await? == 1)
        }

        async fn remove_passkey(&mut self, user: Uuid, id: Uuid) -> Result<bool, StoreError> {
            let sql = query(include_str!("passkey_remove.sql")).bind(id).bind(user);
            Ok(self.run(sql).await? == 1)
        }

        async fn authenticator(&mut self, user: Uuid) -> Result<Option<AuthenticatorRow>, StoreError> {
            self.one(query(include_str!("authenticator_get.sql")).bind(user)).await
        }

        async fn put_authenticator(&mut self, row: &AuthenticatorRow) -> Result<(), StoreError> {
            let sql = query(include_str!("authenticator_put.sql"))
                .bind(row.user)
                .bind(&row.secret)
                .bind(row.last_step)
                .bind(row.created_at);
            self.run(sql).await?;
            Ok(())
        }

        async fn use_step(&mut self, user: Uuid, step: i64) -> Result<bool, StoreError> {
            let sql = query(include_str!("authenticator_step.sql")).bind(user).bind(step);
            Ok(self.run(sql).await? == 1)
        }

        async fn remove_authenticator(&mut self, user: Uuid) -> Result<bool, StoreError> {
            let sql = query(include_str!("authenticator_remove.sql")).bind(user);
            Ok(self.run(sql).await? == 1)
        }

        async fn replace_recovery(&mut self, user: Uuid, hashes: &[Hash]) -> Result<(), StoreError> {
            self.run(query(include_str!("recovery_clear.sql")).bind(user)).await?;
            for hash in hashes {
                self.run(query(include_str!("recovery_add.sql")).bind(user).bind(&hash[..])).await?;
            }
            Ok(())
        }

        async fn use_recovery(&mut self, user: Uuid, hash: &Hash, at: i64) -> Result<bool, StoreError> {
            let sql = query(include_str!("recovery_use.sql")).bind(user).bind(&hash[..]).bind(at);
            Ok(self.run(sql).await? == 1)
        }

        async fn recovery_left(&mut self, user: Uuid) -> Result<i64, StoreError> {
            let left = self.one::<i64>(query(include_str!("recovery_left.sql")).bind(user)).await?;
            Ok(left.unwrap_or(0))
        }

        async fn put_ceremony(&mut self, row: &CeremonyRow) -> Result<(), StoreError> {
            let sql = query(include_str!("ceremony_put.sql"))
                .bind(&row.key[..])
                .bind(&row.kind)
                .bind(row.user)
                .bind(&row.payload)
                .bind(row.expires_at);
            self.run(sql).await?;
            Ok(())
        }

        async fn take_ceremony(&mut self, key: &Hash) -> Result<Option<CeremonyRow>, StoreError> {
            let row = self.one(query(include_str!("ceremony_get.sql")).bind(&key[..])).await?;
            // Two takers of one ceremony: whoever removes it has it.
            let taken = self.run(query(include_str!("ceremony_remove.sql")).bind(&key[..])).await?;
            Ok(row.filter(|_| taken == 1))
        }

        async fn forget_ceremonies(&mut self, expired_at: i64) -> Result<u64, StoreError> {
            self.run(query(include_str!("ceremony_forget.sql")).bind(expired_at)).await
        }

        async fn put_account_event(&mut self, row: &AccountEventRow) -> Result<(), StoreError> {
            let sql = query(include_str!("event_put.sql"))
                .bind(row.id)
                .bind(row.tenant.uuid())
                .bind(row.user)
                .bind(row.actor)
                .bind(&row.kind)
                .bind(row.at);
            self.run(sql).await?;
            Ok(())
        }

        async fn account_events(&mut self, user: Uuid, limit: i64) -> Result<Vec<AccountEventRow>, StoreError> {
            self.all(query(include_str!("event_list.sql")).bind(user).bind(limit)).await
        }
    }
}
