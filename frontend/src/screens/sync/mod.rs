//! One place that tells what is unsent, since when, why, and what to do.
use leptos::prelude::*;

use crate::components::{Tone, button_to, chip, fact, head, notice, themes};
use crate::replica::{Online, StorageState, SyncStatus, use_replica};
use crate::routes::Route;
use crate::signals::handler;
use crate::word;
use crate::words::dates;

/// Draws the screen.
pub fn draw() -> AnyView {
    let replica = use_replica();
    let body = move || {
        let today = replica.today().get();
        replica.sync().with(|sync| {
            view! {
                {advice(sync)}
                <section class="card">
                    <header><h2>{word!(sync.work)}</h2></header>
                    <dl class="facts">
                        {fact(word!(sync.unsent), sync.unsent.to_string())}
                        {fact(word!(sync.oldest), sync.oldest_unsent.map_or_else(|| word!(app.nothing).to_owned(), |at| dates::moment(at, today)))}
                        {fact(word!(sync.attention), sync.attention.to_string())}
                        {fact(word!(sync.last), sync.last_sync.map_or_else(|| word!(sync.never).to_owned(), |at| dates::moment(at, today)))}
                        {fact(word!(sync.others), sync.other_users_waiting.to_string())}
                    </dl>
                    <div class="row">{network(sync)} {rows(sync.complete)} {storage(sync.storage)}</div>
                    <div class="actions">
                        <button class="button" type="button" on:click=handler(move |_| replica.sync_now())>{word!(sync.now)}</button>
                        {(sync.attention > 0).then(|| button_to(Route::Inbox, word!(nav.inbox)))}
                    </div>
                </section>
                <section class="card"><h2>{word!(sync.marks)}</h2>{marks()}</section>
            }
            .into_any()
        })
    };
    view! { <div class="page">{head(word!(nav.sync), None, Some(word!(sync.intro).to_owned()))} {body} <section class="card"><h2>{word!(theme.here)}</h2>{themes()}</section></div> }.into_any()
}

fn advice(sync: &SyncStatus) -> AnyView {
    if sync.storage == StorageState::Broken {
        return notice(
            Tone::Bad,
            word!(sync.broken_title),
            word!(sync.broken).to_owned(),
        );
    }
    if sync.needs_sign_in {
        return view! { {notice(Tone::Wait, word!(sync.sign_in_title), word!(sync.sign_in).to_owned())} {button_to(Route::SignIn, word!(nav.sign_in))} }.into_any();
    }
    match (sync.online, sync.unsent) {
        (Online::Offline, 0) => notice(
            Tone::Info,
            word!(sync.offline_title),
            word!(sync.offline_none).to_owned(),
        ),
        (Online::Offline, _) => notice(
            Tone::Wait,
            word!(sync.offline_title),
            word!(sync.offline).to_owned(),
        ),
        (Online::Online | Online::Unknown, 0) => notice(
            Tone::Ok,
            word!(sync.calm_title),
            word!(sync.calm).to_owned(),
        ),
        (Online::Online | Online::Unknown, _) => notice(
            Tone::Info,
            word!(sync.sending_title),
            word!(sync.sending).to_owned(),
        ),
    }
}

fn network(sync: &SyncStatus) -> AnyView {
    // Whoever is asked to sign in has been answered.
    if sync.needs_sign_in {
        return chip(Tone::Wait, word!(sync.sign_in_title));
    }
    match sync.online {
        Online::Online => chip(Tone::Ok, word!(sync.online)),
        Online::Offline => chip(Tone::Wait, word!(sync.no_network)),
        Online::Unknown => chip(Tone::Plain, word!(sync.not_tried)),
    }
}

fn rows(complete: bool) -> AnyView {
    if complete {
        chip(Tone::Ok, word!(sync.complete))
    } else {
        chip(Tone::Wait, word!(sync.not_complete))
    }
}

fn storage(storage: StorageState) -> AnyView {
    match storage {
        StorageState::Kept => chip(Tone::Ok, word!(sync.kept)),
        StorageState::NotKept => chip(Tone::Wait, word!(sync.not_kept)),
        StorageState::Private => chip(Tone::Wait, word!(sync.private)),
        StorageState::Broken => chip(Tone::Bad, word!(sync.storage_broken)),
    }
}

fn marks() -> AnyView {
    use crate::components::record_mark;
    use crate::replica::RecordState::{Confirmed, NeedsAttention, OnThisDevice, Received};
    let line = |state, text: &'static str| {
        view! { <li class="list-row"><div>{text}</div>{record_mark(state)}</li> }.into_any()
    };
    view! {
        <ul class="list">
            {line(OnThisDevice, word!(sync.mark_here))}
            {line(Received, word!(sync.mark_received))}
            {line(Confirmed, word!(sync.mark_confirmed))}
            {line(NeedsAttention, word!(sync.mark_attention))}
        </ul>
    }
    .into_any()
}
