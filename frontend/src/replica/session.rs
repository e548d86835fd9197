//! Whose copy is open. The last signed-in user's opens without network until its lease ends; an ended session keeps copy and
//! outbox and asks for a sign-in; another user gets a copy of their own.
use std::rc::Rc;

use leptos::prelude::*;
use shared::api::{Nothing, SessionInfo};
use shared::sync::event::What;
use wasm_bindgen_futures::spawn_local;

use super::driver::Driver;
use super::handle::Replica;
use super::status::{Phase, StorageState};
use super::storage::accounts::{Account, Accounts, Current};
use super::storage::db::StorageError;
use super::storage::quota::{self, Promised};
use super::tablet;
use crate::platform::http::HttpError;
use crate::platform::tabs::Tabs;
use crate::platform::{clock, http};

/// What is kept for the life of the page.
pub(super) struct Session {
    accounts: Accounts,
    pub driver: Option<Rc<Driver>>,
    tabs: Option<Tabs>,
}

impl Session {
    pub fn new() -> Self {
        Self {
            accounts: Accounts::default(),
            driver: None,
            tabs: None,
        }
    }
}

const CHANNEL: &str = "fotfaste-session";

/// Opens what this device knows, then asks the server who is signed in.
pub(super) async fn start(replica: Replica) {
    let heard = Tabs::join(CHANNEL, move |()| spawn_local(follow(replica)));
    replica
        .session
        .update_value(|session| session.tabs = Some(heard));
    let accounts = accounts(replica);
    let current = accounts.current().await.unwrap_or_else(|error| {
        broken(replica, &error);
        Current::Unknown
    });
    let has_signed_out = current == Current::SignedOut;
    match current {
        Current::Is(account) if account.may_open(clock::now()) => open(replica, account).await,
        Current::Is(_) | Current::SignedOut | Current::Unknown => {}
    }
    tell_storage(replica, quota::promised().await);
    if has_signed_out {
        signed_out_here(replica).await;
        // Without network the session could not be ended when the person left; now perhaps it can.
        drop(http::post::<_, serde_json::Value>("/auth/v1/logout", &Nothing {}).await);
        return;
    }
    ask(replica).await;
}

/// Asks the server who is signed in.
pub(super) async fn ask(replica: Replica) {
    let mut found = http::get::<Option<SessionInfo>>("/auth/v1/session").await;
    let is_nobody = matches!(
        found,
        Ok(None) | Err(HttpError::Refused { status: 401, .. })
    );
    // A shared tablet needs nobody to sign in; what its own copy finds out by itself is not asked for here.
    if is_nobody
        && replica.driver().is_none()
        && let Ok(Some(session)) = tablet::sign_in().await
    {
        found = Ok(Some(session));
    }
    match found {
        Ok(Some(session)) => signed_in(replica, session).await,
        // That a session has ended is told by the copy that is open here, when it asks for its rows.
        Ok(None) | Err(_) => {
            if replica.driver().is_none() {
                signed_out_here(replica).await;
            }
        }
    }
}

/// A person has signed in here, or the server says who is.
pub(super) async fn signed_in(replica: Replica, session: SessionInfo) {
    if session.must_add_factor {
        // What is kept on the device stays as it is; nothing is fetched before the second factor is there.
        replica.phase.set(Phase::AddFactor);
        return;
    }
    let accounts = accounts(replica);
    let fresh = Account {
        tenant: session.tenant,
        user: session.user,
        name: session.name,
        authority: session.authority,
        lease_until: None,
        last_sync: None,
        device: session.device,
    };
    let is_same = replica
        .driver()
        .is_some_and(|driver| driver.account().database() == fresh.database());
    let account = accounts.signed_in(&fresh).await.unwrap_or_else(|error| {
        broken(replica, &error);
        fresh
    });
    if is_same {
        replica.phase.set(Phase::Open);
        if let Some(driver) = replica.driver() {
            driver.feed(What::SignedIn);
        }
    } else {
        open(replica, account).await;
        tell_tabs(replica);
    }
    tell_storage(replica, quota::ask_to_keep().await);
}

/// Asks once more; browsers say yes when the app was used for a while, or was installed.
pub(super) async fn keep_storage(replica: Replica) {
    tell_storage(replica, quota::ask_to_keep().await);
}

/// The person has signed out; what waits stays on the device.
pub(super) async fn signed_out(replica: Replica) {
    if let Err(error) = accounts(replica).signed_out().await {
        broken(replica, &error);
    }
    close(replica);
    signed_out_here(replica).await;
    tell_tabs(replica);
}

/// Somebody leaves the page to sign in elsewhere. That this device was signed out would end the session that they come back with.
pub(super) async fn going_away(replica: Replica) {
    if let Err(error) = accounts(replica).unknown().await {
        broken(replica, &error);
    }
}

/// Another tab has signed in or out.
async fn follow(replica: Replica) {
    let Ok(current) = accounts(replica).current().await else {
        return;
    };
    let open_now = replica.driver().map(|driver| driver.account().database());
    match current {
        Current::Is(account) if Some(account.database()) == open_now => {}
        Current::Is(account) => open(replica, account).await,
        Current::SignedOut | Current::Unknown => {
            close(replica);
            signed_out_here(replica).await;
        }
    }
}

async fn open(replica: Replica, account: Account) {
    close(replica);
    let accounts = accounts(replica);
    let database = account.database();
    let driver = Driver::open(account, accounts.clone(), replica.screen).await;
    replica
        .session
        .update_value(|session| session.driver = Some(driver));
    replica.phase.set(Phase::Open);
    count_others(replica, Some(&database)).await;
}

async fn signed_out_here(replica: Replica) {
    replica.phase.set(Phase::SignedOut);
    count_others(replica, None).await;
}

fn close(replica: Replica) {
    let mut open = None;
    replica
        .session
        .update_value(|session| open = session.driver.take());
    if let Some(driver) = open {
        driver.close();
        replica.screen.clear();
    }
}

async fn count_others(replica: Replica, except: Option<&str>) {
    if let Ok(waiting) = accounts(replica).others_waiting(except).await {
        replica
            .screen
            .sync
            .update(|sync| sync.other_users_waiting = waiting);
    }
}

fn accounts(replica: Replica) -> Accounts {
    replica
        .session
        .with_value(|session| session.accounts.clone())
}

fn tell_tabs(replica: Replica) {
    replica.session.with_value(|session| {
        if let Some(tabs) = &session.tabs {
            tabs.tell(&());
        }
    });
}

fn broken(replica: Replica, error: &StorageError) {
    leptos::logging::error!("accounts: {error}");
    replica
        .screen
        .sync
        .update(|sync| sync.storage = StorageState::Broken);
}

fn tell_storage(replica: Replica, promised: Promised) {
    replica.screen.sync.update(|sync| {
        if !matches!(sync.storage, StorageState::Broken | StorageState::Full) {
            sync.storage = match promised {
                Promised::Kept => StorageState::Kept,
                Promised::NotKept => StorageState::NotKept,
                Promised::Private => StorageState::Private,
            };
        }
    });
}
