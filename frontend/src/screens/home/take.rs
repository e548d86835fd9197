//! An administrator who is alone takes a role over, in one press.
use serde_json::Value;
use shared::api::SudoRequest;
use shared::command::GrantMembership;
use shared::model::Role;

use crate::platform::address::use_address;
use crate::platform::{http, ids, page};
use crate::replica::use_replica;
use crate::routes::Route;
use crate::word;
use crate::words::codes;

/// An administrator takes a role over, in the authority.
pub fn take(role: Role) {
    let replica = use_replica();
    let Some(me) = replica.me().get_untracked() else {
        return;
    };
    let mut held = me.memberships.iter().map(|(_, held)| held);
    let Some(own) = held.find(|held| held.role == Role::Administrator) else {
        return;
    };
    let grant = GrantMembership {
        membership: ids::new(),
        user: me.user,
        name: own.name.clone(),
        organisation: own.organisation,
        role,
        sites: [].into(),
        from: replica.today().get_untracked(),
        to: None,
    };
    let address = use_address();
    leptos::task::spawn_local(async move {
        // A command travels by itself later, so the server is asked first. Whoever has to show once more who they are does it
        // where all roles are given.
        let asked = http::text(&SudoRequest::default());
        let may = match asked {
            Ok(asked) => http::post_text::<Value>("/auth/v1/sudo", asked).await,
            Err(error) => Err(error),
        };
        if may.is_err() {
            return address.go(&Route::People.path());
        }
        let told = match replica.dispatch(grant).await {
            Ok(_saved) => word!(people.granted).to_owned(),
            Err(error) => codes::dispatch(&error),
        };
        page::announce(&told);
    });
}
