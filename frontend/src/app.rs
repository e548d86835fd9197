//! The whole app: who is here, where they are, which screen is drawn. Surprising choice: a change of language or of person draws
//! everything anew, and every arrival moves the focus to the heading.
use std::cell::Cell;

use crate::view::*;
use shared::id::UserId;

use crate::platform::address::{provide_address, use_address};
use crate::platform::{page, paint};
use crate::replica::{Phase, Replica, provide_replica, use_replica};
use crate::routes::Route;
use crate::screens;
use crate::screens::parts::Parts;
use crate::signals::{self, Live, Var, handler};
use crate::word;
use crate::words::{self, Language};

/// The language that everything is drawn in; setting it draws anew.
#[derive(Clone, Copy)]
pub struct Spoken(pub Var<Language>);

/// The address as a value.
#[derive(Clone, Copy)]
pub struct Here(pub Live<Route>);

/// The app.
pub fn app(parts: Parts) -> AnyView {
    signals::root(Owner::current());
    let spoken = Var::new(words::current());
    provide_context(Spoken(spoken));
    provide_context(parts);
    provide_address();
    paint::mark_presses();
    provide_replica();
    provide_context(screens::demo::ask());
    let is_first = Cell::new(true);
    let drawn = move || {
        page::keep_language(spoken.get().tag());
        if !is_first.replace(false) {
            // What was pressed is drawn anew, and the focus with it.
            page::arrive();
        }
        whole()
    };
    view! { {drawn} }.into_any()
}

fn whole() -> AnyView {
    let replica = use_replica();
    let address = use_address();
    let here = Live::new(move || Route::parse(&address.path().get()));
    provide_context(Here(here));
    let phase = Live::new(move || replica.phase().get());
    screens::lock::watch(replica);
    let seat = Live::new(move || seat(replica));
    // Somebody arrives at another address, and as somebody else after signing in or out. What is drawn later than that, because a
    // module or its rows are on their way, takes the focus when it has its heading (`page::entered`).
    Effect::new(move |before: Option<(Route, Phase, Seat)>| {
        let now = (here.get(), phase.get(), seat.get());
        if let Some(before) = before
            && before.1 != Phase::Opening
            && before != now
        {
            page::arrive();
            signals::forget_undrawn();
        }
        now
    });
    let body = move || match (phase.get(), seat.get()) {
        (Phase::Opening, _) => {
            view! { <main class="centre"><p role="status">{word!(app.opening)}</p></main> }
                .into_any()
        }
        (Phase::SignedOut | Phase::AddFactor, _) | (Phase::Open, Seat::Nobody) => {
            screens::frame::plain(here, phase.get_untracked())
        }
        (Phase::Open, Seat::Person(_)) => screens::frame::with_menu(here),
        (Phase::Open, Seat::Gone) if here.get() != Route::Pair => {
            screens::frame::closed(screens::lock::disconnected(), None)
        }
        (Phase::Open, Seat::Gone) => screens::frame::plain(here, Phase::Open),
        (Phase::Open, Seat::Locked) => screens::lock::draw(),
    };
    view! {
        <a class="skip" href="#content" on:click=handler(|event: MouseEvent| { event.prevent_default(); page::focus("#content"); })>{word!(app.skip)}</a>
        <div id=page::LIVE_REGION class="spoken" aria-live="polite"></div>
        {body}
    }
    .into_any()
}

/// Who sits before the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seat {
    /// Nobody that is known.
    Nobody,
    /// This user; on a shared tablet the supervisor who has unlocked it.
    Person(UserId),
    /// A shared tablet that is locked.
    Locked,
    /// A shared tablet that was disconnected.
    Gone,
}

fn seat(replica: Replica) -> Seat {
    let Some((user, is_tablet)) = replica
        .me()
        .with(|me| me.as_ref().map(|me| (me.user, me.device.is_some())))
    else {
        return Seat::Nobody;
    };
    if !is_tablet {
        return Seat::Person(user);
    }
    // Its key signs in by itself, so a sign-in that is needed is one that was refused.
    if replica.sync().with(|sync| sync.needs_sign_in) {
        return Seat::Gone;
    }
    let author = replica
        .author()
        .with(|author| author.as_ref().map(|a| a.user));
    author.map_or(Seat::Locked, Seat::Person)
}
