//! What this device keeps, in IndexedDB. Map: `db` opens and reopens, `idb` is the
//! browser's database as futures, `stores` reads and writes values in it, `value` is the stored form of a value, `outbox` the
//! commands with what is known of them, `chain` how their chain is left, `drafts` what was typed and not saved, `rows` the read model in pages, `accounts` who has used this device, `quota` whether
//! the browser keeps it. Surprising choice: the read model is a database of its own, so that it can be thrown away when space
//! is short or its form changes without a hand laid on the database that holds the outbox.
pub mod accounts;
mod chain;
pub mod db;
mod drafts;
mod error;
mod idb;
pub mod outbox;
pub mod quota;
pub mod rows;
mod stores;
mod value;

use shared::id::{TenantId, UserId};
use shared::wire::{Hash, SCHEMA};

/// Name of the database of a user at an authority. The ids are hashed, so that the list of databases names nobody.
#[must_use]
pub fn database_name(tenant: TenantId, user: UserId) -> String {
    let hash = Hash::of(format!("{tenant}/{user}").as_bytes()).to_string();
    format!("fotfaste-{}", &hash[..24])
}

/// Name of the database of the read model beside it: one for each form of the rows.
#[must_use]
pub fn rows_name(database: &str, schema: u32) -> String {
    let hash =
        Hash::of(format!("rows {schema}, pages {}", rows::PAGES_FORM).as_bytes()).to_string();
    format!("{database}-rows-{}", &hash[..8])
}

/// The read model's database of this build.
#[must_use]
pub fn rows_name_now(database: &str) -> String {
    rows_name(database, SCHEMA)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn users_and_authorities_have_their_own_databases() {
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let one = database_name(a.into(), b.into());
        assert_ne!(one, database_name(b.into(), a.into()));
        assert_ne!(one, database_name(a.into(), a.into()));
        assert_eq!(one, database_name(a.into(), b.into()));
        assert!(!one.contains(&a.to_string()[..8]), "the name tells no id");
    }

    #[test]
    fn each_form_of_the_rows_has_its_own_database() {
        assert_ne!(rows_name("x", 1), rows_name("x", 2));
    }
}
